import { isUnderstudyError } from '@understudy/errors';
import { SIGNED_REQUEST_LIFE_MS, type Intent } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { readProbedObject } from '../steps/probed-object.ts';
import type { PlanSession } from './plan-session.ts';

/** A settling is bounded by one request's life; this many looks cover it with room. */
export const SETTLE_LOOKS_MAX = 30;
export const SETTLE_EVERY_SECONDS = 15;

/** The numbers of calls whose effect is seen in the world. What cannot be looked at is not seen. */
export async function effectsSeen(
  session: PlanSession,
  intents: readonly Intent[],
  scope: StepScope,
): Promise<ReadonlySet<number>> {
  const seen = new Set<number>();
  for (const intent of intents) {
    if (await effectSeen(session, intent, scope)) seen.add(intent.sequence);
  }
  return seen;
}

/** Settles what is seen, and what can no longer arrive. */
export async function settleSeen(session: PlanSession, scope: StepScope): Promise<void> {
  const { gate, world } = session;
  const open = gate.unsettled();
  const seen = await effectsSeen(session, open, scope);
  for (const { sequence, sendByMilliseconds } of open) {
    const over = world.clock.now() > sendByMilliseconds + SIGNED_REQUEST_LIFE_MS;
    if (seen.has(sequence) || over) gate.settle(sequence);
  }
}

/**
 * Only calls that happen once at most can be told by their effect: a promotion, and a text that is
 * as it was to be. What was sent twice may still arrive once more; the rest is waited out.
 */
async function effectSeen(
  { world, plan }: PlanSession,
  intent: Intent,
  { signal }: StepScope,
): Promise<boolean> {
  if (intent.repeated) return false;
  const { rds, objects } = world.inRegion(plan.regions.recovery);
  try {
    if (intent.call === 'rds:PromoteReadReplica') {
      const [database] = await rds.describeDatabases(intent.on, { signal });
      return database !== undefined && database.source === undefined;
    }
    if (intent.call === 's3:PutObject') {
      const [bucket = '', key = ''] = intent.on;
      return (await readProbedObject(objects, { bucket, key }, { signal }))?.text === intent.to;
    }
    return false;
  } catch (thrown) {
    if (isUnderstudyError(thrown)) return false;
    throw thrown;
  }
}
