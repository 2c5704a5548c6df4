import type { PlanRecord, PlanStepRecord, TimelineEntry } from '@understudy/leases';

/** A step of the plan, as far as the board shows it. */
export interface BoardStep {
  readonly name: string;
  readonly after: readonly string[];
  /** What it is thought to take; absent where nothing is known. */
  readonly estimateMilliseconds?: number;
}

export type RowState = 'waiting' | 'running' | 'done' | 'failed' | 'asked' | 'undone';

export interface BoardRow {
  readonly name: string;
  readonly state: RowState;
  /** How long it has been at work, or was. */
  readonly elapsedMilliseconds?: number;
  readonly estimateMilliseconds?: number;
  /** From 0 to 1, by its estimate; a step that takes longer stays just below 1. */
  readonly progress?: number;
  /** The last thing that it said, or what it waits for. */
  readonly words: string;
}

export interface Board {
  readonly rows: readonly BoardRow[];
  readonly elapsedMilliseconds: number;
  /** What is left on the longest way through the plan, by the estimates. */
  readonly remainingMilliseconds: number;
  /** Whether the run can still be taken back. */
  readonly isPastNoReturn: boolean;
  readonly aborting?: string;
  readonly owed: readonly string[];
}

export interface BoardQuestion {
  readonly steps: readonly BoardStep[];
  readonly record: PlanRecord;
  readonly incidentId: string;
  /** What its times count from: the incident's opening, or the fault that a demo made. */
  readonly countsFromMilliseconds: number;
  readonly timeline: readonly TimelineEntry[];
  readonly nowMilliseconds: number;
}

/** A step that takes longer than its estimate is not done all the same. */
const PROGRESS_MAX = 0.97;

/** The plan as it runs now: what the table says of each step, beside what was estimated. */
export function boardOf(question: BoardQuestion): Board {
  const { steps, record, incidentId, countsFromMilliseconds, nowMilliseconds } = question;
  // A record of an earlier incident says nothing of this one, but for what is owed.
  const isThisRun = record.incidentId === incidentId;
  const recordOf = (name: string): PlanStepRecord | undefined =>
    isThisRun ? record.steps[name] : undefined;
  const rows = steps.map((step) => rowOf(step, recordOf, question));
  return {
    rows,
    elapsedMilliseconds: nowMilliseconds - countsFromMilliseconds,
    remainingMilliseconds: remainingOf(steps, rows),
    isPastNoReturn: isThisRun && record.noReturnAtMilliseconds !== undefined,
    ...(isThisRun && record.aborting ? { aborting: record.aborting.sentence } : {}),
    owed: Object.entries(record.owed).map(
      ([part, { region, why }]) => `${part} in ${region}: ${why}`,
    ),
  };
}

const STATES: Readonly<Record<PlanStepRecord['phase'], RowState>> = {
  started: 'running',
  done: 'done',
  failed: 'failed',
  asked: 'asked',
  undone: 'undone',
};

function rowOf(
  step: BoardStep,
  recordOf: (name: string) => PlanStepRecord | undefined,
  { timeline, nowMilliseconds }: BoardQuestion,
): BoardRow {
  const { name, after, estimateMilliseconds } = step;
  const estimate = estimateMilliseconds === undefined ? {} : { estimateMilliseconds };
  const known = recordOf(name);
  if (!known) {
    const open = after.filter((other) => recordOf(other)?.phase !== 'done');
    const words = open.length > 0 ? `after ${open.join(', ')}` : 'its turn comes';
    return { name, state: 'waiting', ...estimate, words };
  }
  const state = STATES[known.phase];
  const end = state === 'running' ? nowMilliseconds : known.atMilliseconds;
  const elapsedMilliseconds = Math.max(0, end - known.startedAtMilliseconds);
  return {
    name,
    state,
    elapsedMilliseconds,
    ...estimate,
    ...progressOf(state, elapsedMilliseconds, estimateMilliseconds),
    words: state === 'running' ? (lastWords(name, timeline) ?? known.sentence) : known.sentence,
  };
}

function progressOf(
  state: RowState,
  elapsed: number,
  estimate: number | undefined,
): Pick<BoardRow, 'progress'> {
  if (state === 'done') return { progress: 1 };
  if (state !== 'running' || estimate === undefined || estimate <= 0) return {};
  return { progress: Math.min(PROGRESS_MAX, elapsed / estimate) };
}

/** What the step told last: its entries bear its name, or its name and a part's. */
function lastWords(name: string, timeline: readonly TimelineEntry[]): string | undefined {
  return timeline.findLast(({ step }) => step === name || step.startsWith(`${name}.`))?.sentence;
}

/** The longest way through what is not done yet. Steps refer to earlier ones only: no circle. */
function remainingOf(steps: readonly BoardStep[], rows: readonly BoardRow[]): number {
  const stepsByName = new Map(steps.map((step) => [step.name, step]));
  const rowsByName = new Map(rows.map((row) => [row.name, row]));
  const ends = new Map<string, number>();

  function endOf(name: string): number {
    const known = ends.get(name);
    if (known !== undefined) return known;
    // Set first: a plan with a circle, which loading refuses, must not hang the board.
    ends.set(name, 0);
    const row = rowsByName.get(name);
    const before = Math.max(0, ...(stepsByName.get(name)?.after ?? []).map(endOf));
    const left =
      row?.state === 'done'
        ? 0
        : Math.max(0, (row?.estimateMilliseconds ?? 0) - (row?.elapsedMilliseconds ?? 0));
    const end = before + left;
    ends.set(name, end);
    return end;
  }

  return Math.max(0, ...steps.map(({ name }) => endOf(name)));
}
