import type { CallEntry, EffectEntry, LogEntry } from '@understudy/aws-simulator';
import type { TimelineEntry } from '@understudy/leases';

/** Where our own share of one failover went, in the order in which it passed. */
export const PHASES = [
  'the alarm is delivered',
  'the router starts, understands, and starts an execution',
  'the execution starts',
  'it takes the lease',
  'the looks beyond their window',
  'from the decision to the stop',
  'from stopped to the start',
  'the rest: registering, and what polls notice late',
] as const;

export type OwnPhases = Readonly<Record<(typeof PHASES)[number], number>>;

export interface PhaseQuestion {
  readonly entries: readonly LogEntry[];
  readonly timeline: readonly TimelineEntry[];
  /** Requests of the execution that acted. */
  readonly calls: readonly CallEntry[];
  readonly alarmAtMilliseconds: number;
  readonly servedAtMilliseconds: number;
  readonly confirmWindowMilliseconds: number;
  readonly ownMilliseconds: number;
  readonly leavingId: string;
  readonly takingId: string;
}

/** From the log of effects and the incident's timeline; the last one is what is left of the whole. */
export function ownPhases(question: PhaseQuestion): OwnPhases | undefined {
  const { timeline, calls, alarmAtMilliseconds: alarmAt, ownMilliseconds } = question;
  const since = question.entries.filter(({ at }) => at >= alarmAt);
  const effect = (matches: (entry: EffectEntry) => boolean): number | undefined =>
    since.find((entry): entry is EffectEntry => entry.kind === 'effect' && matches(entry))?.at;
  const delivered = effect(({ subject }) => /^delivery\/.*alarm-router$/.test(subject));
  const asked = since.find(
    (entry) => entry.kind === 'call' && entry.call.operation === 'Invoke',
  )?.at;
  const begun = calls[0]?.sentAt;
  const looks = timeline.filter(
    ({ step, atMilliseconds }) =>
      step.startsWith('look-') && atMilliseconds < question.servedAtMilliseconds,
  );
  const [first, last] = [looks[0], looks.at(-1)];
  const stopping = effect(
    ({ subject, to }) => is(subject, question.leavingId) && to === 'stopping',
  );
  const stopped = effect(({ subject, to }) => is(subject, question.leavingId) && to === 'stopped');
  const starting = effect(({ subject, to }) => is(subject, question.takingId) && to === 'pending');
  if (!delivered || !asked || !begun || !first || !last) return undefined;
  if (!stopping || !stopped || !starting) return undefined;
  const firstLook = first.atMilliseconds - (first.durationMilliseconds ?? 0);
  const spans = [
    delivered - alarmAt,
    asked - delivered,
    begun - asked,
    firstLook - begun,
    last.atMilliseconds - firstLook - question.confirmWindowMilliseconds,
    stopping - last.atMilliseconds,
    starting - stopped,
  ];
  const told = spans.reduce((sum, span) => sum + span, 0);
  const values = [...spans, ownMilliseconds - told];
  return Object.fromEntries(PHASES.map((phase, index) => [phase, values[index] ?? 0])) as Record<
    (typeof PHASES)[number],
    number
  >;
}

function is(subject: string, id: string): boolean {
  return subject === `instance/${id}`;
}
