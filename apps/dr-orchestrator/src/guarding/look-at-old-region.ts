import type { GuardRecord } from '@understudy/leases';

import type { DatabaseJudgement, PartEvidence } from '../deciding/judge-fence.ts';
import type { DatabaseMemory } from '../fencing/advance-database.ts';
import {
  databaseEvidence,
  lookAtApplications,
  lookAtDatabase,
  lookAtMarkers,
  type FenceLook,
} from '../fencing/look-at-fence.ts';

export interface OldRegionSeen {
  readonly evidence: readonly PartEvidence[];
  readonly database: DatabaseJudgement & { readonly answered: boolean };
  /** Anything there answered: it is back, or was never gone. */
  readonly answered: boolean;
}

/** One look at all parts of the fence, side by side: a lost region costs one time-out. */
export async function lookAtOldRegion(
  look: FenceLook,
  memory: DatabaseMemory,
): Promise<OldRegionSeen> {
  const [markers, applications, database] = await Promise.all([
    lookAtMarkers(look),
    lookAtApplications(look),
    lookAtDatabase(look, memory),
  ]);
  const evidence = [markers, applications, databaseEvidence(database, look.nowMilliseconds)];
  const answered =
    database.answered || markers.verdict !== 'unknown' || applications.verdict !== 'unknown';
  return { evidence, database, answered };
}

/** What the guard writes down of a look. */
export function guardRecordOf(
  look: FenceLook,
  { evidence, answered }: Pick<OldRegionSeen, 'evidence' | 'answered'>,
  before: GuardRecord | undefined,
  notes: GuardRecord['notes'],
): GuardRecord {
  const { epoch, nowMilliseconds, old } = look;
  const known = before?.epoch === epoch ? before : undefined;
  const fenced = evidence.every(({ verdict }) => verdict === 'fenced');
  const returned = known?.returnedAtMilliseconds ?? (answered && !fenced ? nowMilliseconds : 0);
  const fencedAt = known?.fencedAtMilliseconds ?? nowMilliseconds;
  return {
    epoch,
    region: old.region,
    atMilliseconds: nowMilliseconds,
    parts: Object.fromEntries(evidence.map(({ part, ...seen }) => [part, seen])),
    ...(returned > 0 ? { returnedAtMilliseconds: returned } : {}),
    ...(fenced ? { fencedAtMilliseconds: fencedAt } : {}),
    notes,
  };
}
