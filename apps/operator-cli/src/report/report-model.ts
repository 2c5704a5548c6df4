import type { Incident, TimelineEntry } from '@understudy/leases';

/** A step of the run, with the time that it was at work. Milliseconds since the opening. */
export interface Bar {
  readonly step: string;
  readonly sentence: string;
  readonly from: number;
  readonly to: number;
  readonly evidence?: string;
  /** How long it was thought to take, where a plan says so. */
  readonly estimate?: number;
}

/** How long it took, and how long it might have. Milliseconds. */
export interface Times {
  readonly taken: number;
  /** The plan's recovery time objective. */
  readonly target?: number;
  /** What the same would have taken otherwise, in words: the document's own estimate. */
  readonly compared?: { readonly words: string; readonly from: number; readonly to: number };
}

/** All that the report shows, as data. */
export interface Report {
  readonly incident: Incident;
  readonly bars: readonly Bar[];
  readonly times: Times;
  /** Facts that a reader must not miss: an accepted risk, a fence that is still owed. */
  readonly notices: readonly string[];
  readonly next?: string;
  /** When the report was made, epoch milliseconds. */
  readonly madeAtMilliseconds: number;
}

/** Evidence is shown up to this many characters; the table has the rest. */
const EVIDENCE_CHARACTERS_MAX = 600;

/** The timeline as bars: what an entry tells ended when it was written and began before. */
export function barsOf(incident: Incident, timeline: readonly TimelineEntry[]): readonly Bar[] {
  return timeline.map((entry) => {
    const to = entry.atMilliseconds - incident.openedAtMilliseconds;
    const evidence = evidenceWords(entry.evidence);
    return {
      step: entry.step,
      sentence: entry.sentence,
      from: Math.max(0, to - (entry.durationMilliseconds ?? 0)),
      to: Math.max(0, to),
      ...(evidence === undefined ? {} : { evidence }),
    };
  });
}

/** From the opening to the close, or to the last thing that is known. */
export function timeTaken(incident: Incident, bars: readonly Bar[], now: number): number {
  if (incident.closedAtMilliseconds !== undefined) {
    return incident.closedAtMilliseconds - incident.openedAtMilliseconds;
  }
  const last = Math.max(0, ...bars.map(({ to }) => to));
  return incident.outcome ? last : Math.max(last, now - incident.openedAtMilliseconds);
}

function evidenceWords(evidence: unknown): string | undefined {
  if (evidence === undefined || evidence === null) return undefined;
  const words = Reflect.get(Object(evidence), 'words') as unknown;
  const text = typeof words === 'string' ? words : JSON.stringify(evidence);
  return text.length <= EVIDENCE_CHARACTERS_MAX
    ? text
    : `${text.slice(0, EVIDENCE_CHARACTERS_MAX)} … (${text.length} characters in the table)`;
}
