import type { DatabaseFact, ReadOptions } from '@understudy/aws-clients';
import { hasCode } from '@understudy/errors';

import type { StepEnd, StepFacts, StepFinding, StepKind, StepRun } from '../step-kind.ts';
import { judgeReplica, type ReplicaJudgement } from './judge-replica.ts';
import { describe, Input, portsOf, readLag } from './read-replica.ts';

/** A backup of a replica takes minutes; a promotion is refused until it has ended. */
const BUSY_SECONDS_MAX = 1_800;

/** Users wait for the end of it; half a request a second is far below what RDS answers. */
const EVERY_SECONDS = 2;

/** Tries against a replica whose state changes at the very moment it is asked to change. */
const TRIES_MAX = 5;

/**
 * The document's `promote_rds_replica`: tells AWS to make the replica the main database, waits, and
 * confirms by the source that is gone (its status stays `available` for up to a minute).
 */
export const promoteRdsReplica: StepKind<Input> = {
  name: 'promote-rds-replica',
  input: Input,
  fromPlan: ({ database }) => ({ replica: database.replica }),
  outputs: () => ({ endpoint: 'text', port: 'number', replica: 'text' }),
  isReversible: () => false,
  // Triangular 3, 6, 15 minutes (field notes, section 8).
  estimate: () => ({ medianSeconds: 460, highSeconds: 760 }),
  check: (step, scope) => checkReplica(step, scope),
  run: (step) => promote(step),
  confirmLooks: 2,

  async confirm(step, { signal }) {
    const database = await describe(step, { signal });
    const status = database?.status ?? 'gone';
    const confirmed = database?.source === undefined && status === 'available';
    const source = database?.source
      ? `still has its source ${database.source.id}`
      : 'has no source';
    return { confirmed, sentence: `${step.input.replica} ${source} and is ${status}.` };
  },
};

async function promote(step: StepRun<Input>): Promise<StepEnd> {
  for (let attempt = 1; attempt <= TRIES_MAX; attempt++) {
    const ready = await waitUntilPromotable(step, attempt);
    if (ready.is === 'promoted') return awaitPromotion(step);
    if (ready.is !== 'promotable') return notPromotable(step, ready);
    const sent = await step.told(`promote-${attempt}`, (scope) => send(step, scope));
    if (sent === 'sent') return awaitPromotion(step);
    if (sent !== 'again') return sent;
  }
  return {
    end: 'failed',
    reason: 'replica-busy',
    sentence: `${step.input.replica} refused to be promoted ${TRIES_MAX} times: its state changed each time.`,
    next: `aws rds describe-db-instances --db-instance-identifier ${step.input.replica}`,
  };
}

async function waitUntilPromotable(
  step: StepRun<Input>,
  attempt: number,
): Promise<ReplicaJudgement> {
  const { value } = await step.workflow.poll<ReplicaJudgement>(
    `ready-${attempt}`,
    async ({ signal }) => {
      const judged = await look(step, { signal });
      return judged.is === 'busy' ? { met: false, last: judged } : { met: true, value: judged };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: BUSY_SECONDS_MAX },
  );
  return value;
}

async function look(step: StepRun<Input>, options: ReadOptions): Promise<ReplicaJudgement> {
  const memory = await step.remembered();
  const at = memory['requested-at'];
  return judgeReplica(step.input.replica, await describe(step, options), {
    nowMilliseconds: step.world.clock.now(),
    ...(typeof at === 'number' ? { requestedAtMilliseconds: at } : {}),
  });
}

async function notPromotable(step: StepRun<Input>, judged: ReplicaJudgement): Promise<StepEnd> {
  const { replica } = step.input;
  if (judged.is === 'not-a-replica') {
    return step.told<StepEnd>('not-a-replica', async () => {
      const { granted, words } = await step.permits('not-a-replica');
      if (!granted) {
        const value: StepEnd = {
          end: 'asked',
          reason: 'not-a-replica',
          sentence: `${judged.sentence} Whoever promoted it knows what it holds.`,
          next: `understudy approve ${step.incident.id}`,
        };
        return { value, sentence: value.sentence };
      }
      await step.remember({ 'accepted-as-it-is': true });
      const value = doneWith(await describe(step, {}), `${replica} is used as it is: ${words}`);
      return { value, sentence: value.sentence };
    });
  }
  return {
    end: 'failed',
    reason: judged.is === 'missing' ? 'replica-missing' : 'replica-busy',
    sentence: judged.sentence,
    next: `aws rds describe-db-instances --db-instance-identifier ${replica}`,
  };
}

type Sent = 'sent' | 'again' | Extract<StepEnd, { end: 'asked' }>;

/** The last look at what would be lost, then the note, then the one request that has no way back. */
async function send(
  step: StepRun<Input>,
  scope: { readonly signal: AbortSignal; readonly attempt: number },
): Promise<{ readonly value: Sent; readonly sentence: string; readonly evidence?: unknown }> {
  const { replica } = step.input;
  const judged = await look(step, scope);
  if (judged.is === 'promoted') return { value: 'sent', sentence: judged.sentence };
  if (judged.is !== 'promotable') return { value: 'again', sentence: judged.sentence };
  const { lag, points } = await readLag(step, scope);
  if (lag.lag !== 'within') {
    const { granted, words } = await step.permits(lag.reason);
    if (!granted) {
      const next = `understudy approve ${step.incident.id}`;
      const value = { end: 'asked', reason: lag.reason, sentence: lag.sentence, next } as const;
      return { value, sentence: lag.sentence, evidence: points };
    }
    await step.remember({ 'lag-accepted': words });
  }
  await step.remember({ 'requested-at': step.world.clock.now() });
  try {
    const intent = {
      phase: 'promote',
      call: 'rds:PromoteReadReplica',
      on: [replica],
      from: 'replica',
      to: 'standalone',
    };
    const { rds } = portsOf(step);
    await step.change(intent, (permit) => rds.promote(permit, replica), scope);
  } catch (thrown) {
    // A backup began between the look and the request.
    if (!hasCode(thrown, 'WrongState')) throw thrown;
    return { value: 'again', sentence: `${replica} cannot be promoted at this moment.` };
  }
  const sentence = `${replica} is being promoted. ${lag.sentence}`;
  return { value: 'sent', sentence, evidence: points };
}

interface Promotion {
  readonly database: DatabaseFact | null;
  readonly atMilliseconds: number;
}

/** The status lies for a minute: the source that is gone, and then `available`, is the end of it. */
async function awaitPromotion(step: StepRun<Input>): Promise<StepEnd> {
  const { replica } = step.input;
  const waited = await step.workflow.poll<Promotion>(
    'promoted',
    async (scope) => {
      const atMilliseconds = step.world.clock.now();
      const database = (await describe(step, scope)) ?? null;
      const seen = { database, atMilliseconds };
      const promoted = database?.source === undefined && database?.status === 'available';
      return promoted ? { met: true, value: seen } : { met: false, last: seen };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: step.timeoutSeconds },
  );
  const { database, atMilliseconds } = waited.value;
  if (waited.outcome === 'met') {
    const sentence = `${replica} is promoted, after ${Math.round(waited.waitedSeconds)} s.`;
    const end = doneWith(database, sentence);
    return end.end === 'done' ? { ...end, seenAtMilliseconds: atMilliseconds } : end;
  }
  return {
    end: 'failed',
    reason: 'promotion-slow',
    sentence: `${replica} is not promoted after ${step.timeoutSeconds} s: it is ${database?.status ?? 'gone'}.`,
    next: `aws rds describe-events --source-type db-instance --source-identifier ${replica}`,
  };
}

function doneWith(database: DatabaseFact | null | undefined, sentence: string): StepEnd {
  const { endpoint, id = '' } = database ?? {};
  if (!endpoint) {
    return {
      end: 'failed',
      reason: 'no-endpoint',
      sentence: 'The database has no endpoint.',
      next: 'aws rds describe-db-instances',
    };
  }
  const { host, port } = endpoint;
  return { end: 'done', sentence, outputs: { endpoint: host, port, replica: id } };
}

async function checkReplica(
  step: StepFacts<Input>,
  scope: ReadOptions,
): Promise<readonly StepFinding[]> {
  const { replica } = step.input;
  const judged = judgeReplica(replica, await describe(step, scope), {
    nowMilliseconds: step.world.clock.now(),
  });
  const isReplica = judged.is === 'promotable' || judged.is === 'busy';
  const replicaFinding: StepFinding = {
    check: `${replica} can be promoted`,
    mark: judged.is === 'promotable' ? 'verified' : isReplica ? 'unverified' : 'failed',
    words: judged.sentence,
    ...(isReplica ? {} : { repair: 'terraform apply in terraform/environments (the replica)' }),
  };
  if (!isReplica) return [replicaFinding];
  const { lag } = await readLag(step, scope);
  return [
    replicaFinding,
    {
      check: `${replica} is within the RPO of ${step.plan.objectives.rpoSeconds} s`,
      mark: lag.lag === 'within' ? 'verified' : 'failed',
      words: lag.sentence,
      ...(lag.lag === 'within'
        ? {}
        : { repair: `aws rds describe-db-instances --db-instance-identifier ${replica}` }),
    },
  ];
}
