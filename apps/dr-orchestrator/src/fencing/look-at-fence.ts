import { toErrorRecord } from '@understudy/errors';
import type { LeaseKey, SurrenderRecord } from '@understudy/leases';

import {
  judgeApplicationsFence,
  judgeDatabaseFence,
  judgeMarkers,
  type DatabaseJudgement,
  type DatabaseNotes,
  type FencePart,
  type PartEvidence,
} from '../deciding/judge-fence.ts';
import type { Plan } from '../plan/plan.ts';
import { keysToSurrender, type OldRegion, type SurrenderedServices } from './old-region.ts';

/** Records read side by side: enough to be quick, too few to be throttled. */
const RECORDS_AT_ONCE = 8;

/** A restart is looked for this far back when its moment is not known. RDS keeps 14 days. */
const EVENTS_MS = 13 * 24 * 3_600_000;

/** What is asked of a fence, and by whom. */
export interface FenceLook {
  readonly old: OldRegion;
  readonly plan: Plan;
  readonly services: SurrenderedServices;
  readonly epoch: number;
  readonly nowMilliseconds: number;
  readonly signal?: AbortSignal;
}

export async function lookAtMarkers(look: FenceLook): Promise<PartEvidence> {
  return evidenceOf('surrendered-marker', look, () =>
    look.old.ask(async () => {
      const keys = await keysToSurrender(look.old, look.plan, look.services);
      return judgeMarkers(keys, await readMarkers(look.old, keys), look.epoch);
    }, look.signal),
  );
}

export async function readMarkers(
  { records }: Pick<OldRegion, 'records'>,
  keys: readonly LeaseKey[],
): Promise<ReadonlyMap<LeaseKey, SurrenderRecord>> {
  const found = new Map<LeaseKey, SurrenderRecord>();
  for (let start = 0; start < keys.length; start += RECORDS_AT_ONCE) {
    const some = keys.slice(start, start + RECORDS_AT_ONCE);
    const markers = await Promise.all(some.map((key) => records.readSurrender(key)));
    for (const marker of markers) if (marker) found.set(marker.key, marker);
  }
  return found;
}

export async function lookAtApplications(look: FenceLook): Promise<PartEvidence> {
  return evidenceOf('applications', look, async () =>
    judgeApplicationsFence(await look.old.deploy('status', look.signal)),
  );
}

/** What the database's fence needs next; silence is `unknown`, and nothing is to be done. */
export async function lookAtDatabase(
  look: FenceLook,
  notes: DatabaseNotes,
): Promise<
  DatabaseJudgement & { readonly answered: boolean; readonly groups?: readonly string[] }
> {
  const { old, plan, nowMilliseconds } = look;
  const { primary, closedSecurityGroup } = plan.database;
  const since = notes.closedAtMilliseconds ?? nowMilliseconds - EVENTS_MS;
  try {
    const [[fact], events] = await old.ask(
      (signal) =>
        Promise.all([
          old.rds.describeDatabases([primary], { signal }),
          old.rds.describeEvents(primary, since, { signal }),
        ]),
      look.signal,
    );
    const groups = fact?.securityGroups.map(({ id }) => id);
    return {
      ...judgeDatabaseFence({
        fact,
        events,
        closedGroup: closedSecurityGroup,
        notes,
        nowMilliseconds,
      }),
      answered: true,
      ...(groups ? { groups } : {}),
    };
  } catch (thrown) {
    return { verdict: 'unknown', words: wordsOf(thrown), act: 'none', notes, answered: false };
  }
}

export function databaseEvidence(
  { verdict, words }: DatabaseJudgement,
  atMilliseconds: number,
): PartEvidence {
  return { part: 'database', verdict, words, atMilliseconds };
}

/** What cannot be asked is `unknown`, with the reason. */
export async function evidenceOf(
  part: FencePart,
  { nowMilliseconds: atMilliseconds }: Pick<FenceLook, 'nowMilliseconds'>,
  ask: () => Promise<Pick<PartEvidence, 'verdict' | 'words'>>,
): Promise<PartEvidence> {
  try {
    return { part, ...(await ask()), atMilliseconds };
  } catch (thrown) {
    return { part, verdict: 'unknown', words: wordsOf(thrown), atMilliseconds };
  }
}

export function wordsOf(thrown: unknown): string {
  const { code, message } = toErrorRecord(thrown);
  return `${code}: ${message}`;
}
