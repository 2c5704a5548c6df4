import type { GuardRecord, PlanRecord, ServiceState } from '@understudy/leases';

import { FENCE_PARTS, type DatabaseAct, type FencePart, type PartEvidence } from './judge-fence.ts';

/** What the guard does in one look, in this order. */
export type GuardAct = 'mark' | 'snapshot' | 'stop' | 'database';

/** Whether there is a copy of the old database as it came back. `none`: not asked for yet. */
export type SnapshotState = 'none' | 'asked' | 'refused';

/**
 * What an old region that answers needs next. Its own functions are told first; then nobody writes
 * any more; then nobody can. A copy is made before the database is restarted: closing its group
 * touches no data, and must not wait for the copy, during which RDS takes no change for minutes.
 */
export function decideGuard(question: {
  readonly evidence: readonly PartEvidence[];
  readonly databaseAct: DatabaseAct;
  readonly snapshot: SnapshotState;
}): readonly GuardAct[] {
  const { evidence, databaseAct, snapshot } = question;
  const verdictOf = (part: FencePart) => evidence.find((one) => one.part === part)?.verdict;
  const copied = snapshot !== 'none';
  const acts: readonly (readonly [GuardAct, boolean])[] = [
    ['mark', verdictOf('surrendered-marker') === 'not-fenced'],
    ['stop', verdictOf('applications') === 'not-fenced'],
    ['database', databaseAct === 'close'],
    // While it is made the database is `backing-up`, and the next looks wait for that.
    ['snapshot', databaseAct === 'reboot' && !copied],
    // A copy that was refused must not leave connections of a second primary open.
    ['database', databaseAct === 'reboot' && copied],
  ];
  return acts.flatMap(([act, due]) => (due ? [act] : []));
}

/** The epoch at which the old region is guarded; undefined: it is in charge, or a run still may be taken back. */
export function guardedEpoch(
  state: Pick<ServiceState, 'active' | 'epoch'> | undefined,
  record: Pick<PlanRecord, 'noReturnAtMilliseconds' | 'incidentId'>,
  openIncident: string | undefined,
): number | undefined {
  if (state?.active === 'backup') return state.epoch;
  const running = openIncident !== undefined && record.incidentId === openIncident;
  if (!running || record.noReturnAtMilliseconds === undefined) return undefined;
  return (state?.epoch ?? 0) + 1;
}

export interface OutstandingFence {
  readonly part: FencePart;
  readonly verdict: 'not-fenced' | 'unknown';
  readonly words: string;
  readonly sinceMilliseconds: number;
}

/** What of the old region has no evidence now: owed by the run, less what the guard has seen since. */
export function outstandingFences(
  plan: Pick<PlanRecord, 'owed'>,
  guard: GuardRecord | undefined,
): readonly OutstandingFence[] {
  return FENCE_PARTS.flatMap((part): OutstandingFence[] => {
    const debt = plan.owed[part];
    const seen = guard && (!debt || guard.epoch >= debt.epoch) ? guard.parts[part] : undefined;
    if (seen?.verdict === 'fenced') return [];
    if (seen) {
      const sinceMilliseconds = debt?.sinceMilliseconds ?? seen.atMilliseconds;
      return [{ part, verdict: seen.verdict, words: seen.words, sinceMilliseconds }];
    }
    if (!debt) return [];
    const { why: words, sinceMilliseconds } = debt;
    return [{ part, verdict: 'unknown', words, sinceMilliseconds }];
  });
}

export function outstandingWords(region: string, open: readonly OutstandingFence[]): string {
  if (open.length === 0) return `${region} is fenced.`;
  const parts = open.map(({ part, verdict, words, sinceMilliseconds }) => {
    const since = new Date(sinceMilliseconds).toISOString();
    return `${part} ${verdict} since ${since} (${words})`;
  });
  return `The fence of ${region} is owed: ${parts.join('; ')}.`;
}
