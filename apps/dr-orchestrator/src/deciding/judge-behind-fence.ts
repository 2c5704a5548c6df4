import type { PlanRecord } from '@understudy/leases';

import type { ObserverSight, OutageVerdict } from './outage-verdict.ts';

const DISAGREE: ReadonlySet<string> = new Set(['signals-disagree', 'in-doubt']);

/**
 * The primary is whole again and serves nobody because this run has closed it: its database runs
 * and feeds the replica, as every observer sees. What its application says is our own doing then,
 * and no signal against it; without this a region that returns behind a fence stays in doubt for good.
 */
export function isWholeBehindFence({ reason, evidence }: OutageVerdict): boolean {
  if (!DISAGREE.has(reason)) return false;
  const sighted = evidence.filter(({ state }) => state !== 'silent' && state !== 'blind');
  return sighted.length > 0 && sighted.every(isWhole);
}

function isWhole({ readings }: ObserverSight): boolean {
  const says = (name: string): string | undefined =>
    readings.find(({ sensor }) => sensor === name)?.result;
  return says('database') === 'yes' && says('replication') === 'yes';
}

/**
 * Whether the fence of this run keeps the old region from serving: it has closed its database, or
 * has seen its last pod go. Of a region that was silent to all of it nothing is our doing.
 */
export function keepsFromServing(record: PlanRecord, fenceStep: string | undefined): boolean {
  const fence = fenceStep === undefined ? undefined : record.steps[fenceStep];
  if (fence === undefined || fence.phase === 'undone') return false;
  const groups = fence.memory?.['groups'];
  const wasClosed = typeof groups === 'string' && groups !== '';
  return wasClosed || (fence.phase === 'done' && record.owed['applications'] === undefined);
}
