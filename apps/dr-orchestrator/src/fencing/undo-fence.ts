import { RetryableError } from '@understudy/errors';
import type { StepScope } from '@understudy/workflow';

import { FENCE_PARTS } from '../deciding/judge-fence.ts';
import { planKey } from '../observing/observe.ts';
import type { StepEnd, Told } from '../steps/step-kind.ts';
import { databaseMemoryOf } from './fence-database.ts';
import { lookOf, type FenceStep } from './fence-step.ts';
import { wordsOf } from './look-at-fence.ts';
import { withdrawMarkers } from './surrender-region.ts';

/** A part that cannot be put back now is tried again this often, 15 s apart. */
const TRIES = 8;
const TRY_EVERY_SECONDS = 15;

type PutBack = (step: FenceStep, scope: StepScope) => Promise<string>;

/**
 * Before the point of no return the old region is put back as it was found: its database opened,
 * its applications started, and last the markers taken back, so that its own functions act again
 * only on a region that is whole.
 */
export async function undoFence(step: FenceStep): Promise<StepEnd> {
  const left: string[] = [];
  const parts: readonly (readonly [string, PutBack])[] = [
    ['database', openDatabase],
    ['applications', startApplications],
    ['markers', takeBackMarkers],
  ];
  for (const [name, putBack] of parts) {
    const failure = await tryOften(step, name, putBack);
    if (failure !== undefined) left.push(`${name}: ${failure}`);
  }
  await step.told('undo-debts', async () => {
    for (const part of FENCE_PARTS) await step.settle(part);
    return { value: null, sentence: 'Nothing of the fence is owed any more.' };
  });
  const { primary } = step.plan.regions;
  if (left.length === 0) {
    return { end: 'done', outputs: {}, sentence: `${primary} is as it was before the fence.` };
  }
  return {
    end: 'failed',
    reason: 'fence-not-undone',
    sentence: `${primary} is not as it was: ${left.join('; ')}.`,
    next: 'understudy status dr',
  };
}

/** Undefined when it is put back; else why not. */
async function tryOften(
  step: FenceStep,
  name: string,
  putBack: PutBack,
): Promise<string | undefined> {
  for (let number = 1; ; number++) {
    const failure = await step.told(
      `undo-${name}-${number}`,
      async (scope): Promise<Told<string | null>> => {
        try {
          return { value: null, sentence: await putBack(step, scope) };
        } catch (thrown) {
          const words = wordsOf(thrown);
          return { value: words, sentence: `Could not put back the ${name}: ${words}.` };
        }
      },
    );
    if (failure === null) return undefined;
    if (number >= TRIES) return failure;
    await step.workflow.wait(`undo-${name}-wait-${number}`, TRY_EVERY_SECONDS);
  }
}

const openDatabase: PutBack = async (step, scope) => {
  const { old } = lookOf(step, scope);
  const { primary, closedSecurityGroup } = step.plan.database;
  const { groups = [] } = databaseMemoryOf(await step.remembered());
  if (groups.length === 0) return 'The database was not closed.';
  const [fact] = await old.ask(
    (signal) => old.rds.describeDatabases([primary], { signal }),
    scope.signal,
  );
  const found = fact?.securityGroups.map(({ id }) => id) ?? [];
  // Whatever somebody else has put there since is theirs.
  if (!found.includes(closedSecurityGroup ?? '')) return 'The database is open already.';
  const change = {
    phase: 'undo',
    call: 'rds:ModifyDBInstance',
    on: [primary],
    from: found.join(', '),
    to: groups.join(', '),
  };
  await step.change(change, (permit) => old.rds.setSecurityGroups(permit, primary, groups), scope);
  return `The database has its groups back: ${groups.join(', ')}.`;
};

const startApplications: PutBack = async (step, scope) => {
  const { old } = lookOf(step, scope);
  const { namespace } = step.plan.application;
  const change = {
    phase: 'undo',
    call: 'k8s-deployer:start',
    on: [`${old.region}/${namespace}`],
    from: 'stopped',
    to: 'as it was',
  };
  const answer = await step.change(change, () => old.deploy('start', scope.signal), scope);
  if (
    answer.outcome === 'applied' ||
    answer.outcome === 'ready' ||
    answer.outcome === 'progressing'
  )
    return answer.sentence;
  throw new RetryableError('NotStarted', answer.sentence);
};

const takeBackMarkers: PutBack = async (step, scope) => {
  const look = lookOf(step, scope);
  const { world, plan, incident } = step;
  const { lease } = await world.store.readService(planKey(plan));
  const { surrenderEpoch } = await step.remembered();
  const order = {
    epoch: typeof surrenderEpoch === 'number' ? surrenderEpoch : look.epoch,
    term: lease.term,
    incident: incident.id,
    reason: `${plan.regions.primary} keeps ${plan.name}: the run was taken back`,
    atMilliseconds: world.clock.now(),
  };
  const keys = await look.old.ask(
    () => withdrawMarkers(look.old, plan, look.services, order),
    scope.signal,
  );
  return `${keys.length} markers are withdrawn.`;
};
