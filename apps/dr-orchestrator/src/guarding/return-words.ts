import type { GuardRecord } from '@understudy/leases';

import type { Plan } from '../plan/plan.ts';

/**
 * What a person must know of a region that came back: until when its database could be written to,
 * where those writes are, and that nothing of them is gone.
 */
export function returnWords(plan: Plan, record: GuardRecord, notes: GuardRecord['notes']): string {
  const { primary, recovery } = plan.regions;
  const { returnedAtMilliseconds, atMilliseconds } = record;
  const fenced = `${primary} is fenced, seen at ${timeOf(atMilliseconds)}`;
  if (returnedAtMilliseconds === undefined) return `${fenced}.`;
  const { snapshotId, snapshotWords, closedAt } = notes;
  const closed = typeof closedAt === 'number' && closedAt > 0 ? closedAt : atMilliseconds;
  const copy =
    typeof snapshotId === 'string'
      ? `they are in snapshot ${snapshotId} and in ${plan.database.primary} itself`
      : `they are in ${plan.database.primary} itself; no snapshot (${String(snapshotWords ?? 'none was asked for')})`;
  return (
    `${fenced}. It came back at ${timeOf(returnedAtMilliseconds)} and its database took ` +
    `connections until ${timeOf(closed)}: writes that never reached ${recovery} may exist, and ` +
    `${copy}. Nothing was deleted; traffic stays in ${recovery} until a failback.`
  );
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
