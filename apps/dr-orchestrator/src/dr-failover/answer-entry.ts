import type { SqsSender } from '@understudy/aws-clients';
import { refusedMessage } from '@understudy/lambda-middleware';

import { isPreparationOrder } from '../triggers/preparation.ts';
import { checkPlan } from '../rehearsing/check-plan.ts';
import { rehearsalResponse, type RehearsalResponse } from '../rehearsing/rehearsal-response.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import { parseEntry, type Entry } from '../triggers/parse-entry.ts';
import { startRecovery } from '../triggers/start-recovery.ts';
import type { Trigger } from '../triggers/trigger.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';

/** The outside world of the entry: it starts executions, looks, and keeps what it refuses. */
export interface EntryWorld {
  readonly recovery: RecoveryWorld;
  readonly refused: SqsSender;
  readonly refusedQueueUrl: string;
  readonly kinds: StepKinds;
}

export interface EntryAnswer {
  readonly statusCode: 200 | 202 | 400 | 409 | 421;
  readonly body: {
    readonly message: string;
    readonly incident?: string;
    readonly execution?: string;
    readonly next?: string;
    readonly expected?: string;
    readonly found?: string;
  };
}

/**
 * Every message of an event. A refused one is kept with its reason and acknowledged: no crash loop.
 * An execution that cannot be started throws: the sender delivers again.
 */
export async function answerEntry(
  event: unknown,
  world: EntryWorld,
  requestId: string,
): Promise<EntryAnswer | RehearsalResponse> {
  const { settings, clock } = world.recovery;
  const { plan } = settings;
  const context = { nowMilliseconds: clock.now(), topics: plan.topics, requestId };
  const answers: (EntryAnswer | RehearsalResponse)[] = [];
  for (const entry of parseEntry(event, context)) {
    answers.push(await answerOne(entry, event, world));
  }
  // One answer for one invocation: what was begun counts more than what was no reason.
  return (
    answers.find(({ statusCode }) => statusCode === 202) ??
    answers[0] ??
    nothing('No message came.')
  );
}

async function answerOne(
  entry: Entry,
  event: unknown,
  world: EntryWorld,
): Promise<EntryAnswer | RehearsalResponse> {
  if (entry.kind === 'refused') return refuse(entry, event, world);
  if (entry.kind === 'no-reason') return nothing(entry.sentence);
  const elsewhere = wrongRegion(world.recovery);
  if (elsewhere) return elsewhere;
  if (entry.kind === 'rehearsal') {
    const checks = await checkPlan(world.recovery, world.kinds, { depth: 'rehearse' });
    return rehearsalResponse(world.recovery.settings.plan, checks);
  }
  return start(entry.trigger, world.recovery);
}

async function start(trigger: Trigger, world: RecoveryWorld): Promise<EntryAnswer> {
  const { settings } = world;
  const { functions } = world.inRegion(settings.region);
  const { result, incidentId, executionName } = await startRecovery(
    { functions, settings },
    trigger,
  );
  const { name, regions } = settings.plan;
  return {
    statusCode: 202,
    body: {
      message:
        result === 'started'
          ? `${isPreparationOrder(trigger) ? 'Preparation' : 'DR failover'} of ${name} into ${regions.recovery} is looked at`
          : `DR failover of ${name} is under way already, for this very message`,
      incident: incidentId,
      execution: executionName,
      next: `understudy watch ${incidentId}`,
    },
  };
}

/** One direction, one home: a plan runs in its recovery region, and a copy elsewhere says so. */
function wrongRegion({ settings }: RecoveryWorld): EntryAnswer | undefined {
  const { region, plan } = settings;
  const { recovery } = plan.regions;
  if (region === recovery) return undefined;
  settings.log.warn('The entry was invoked in another region than its plan runs in', {
    plan: plan.name,
    region,
    expected: recovery,
  });
  return {
    statusCode: 421,
    body: {
      message: `${plan.name} recovers into ${recovery}; this is ${region}, and nothing was begun`,
      expected: recovery,
      found: region,
      next: `aws lambda invoke --region ${recovery} …`,
    },
  };
}

async function refuse(
  { source, expected, found }: Extract<Entry, { kind: 'refused' }>,
  event: unknown,
  { refused, refusedQueueUrl, recovery }: EntryWorld,
): Promise<EntryAnswer> {
  recovery.settings.log.warn('A message was refused', { source, expected, found });
  await refused.send(refusedQueueUrl, refusedMessage({ source, expected, found, event }));
  const message = `Refused: expected ${expected}; found ${found}`;
  return { statusCode: 400, body: { message, expected, found } };
}

function nothing(message: string): EntryAnswer {
  return { statusCode: 200, body: { message } };
}
