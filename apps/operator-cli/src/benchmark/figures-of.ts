import { listOf, totalOf, type RequestKind } from './count-requests.ts';
import type { Stories } from './compare-handlers.ts';
import { inSeconds, type Figure } from './figure.ts';
import type { MeasuredDeaths } from './measure-death.ts';
import type { MeasuredFailover, MeasuredFailovers } from './measure-failover.ts';
import type { MeasuredFunction } from './measure-functions.ts';
import { PHASES } from './own-phases.ts';
import { percentile, spreadOf } from './statistics.ts';

/** The design's targets (section 17). */
const TARGETS = {
  ownMilliseconds: 3_000,
  changes: 6,
  reads: 12,
  servedAfterDeathMilliseconds: 7 * 60_000,
  incidentsPerSecond: 100,
  zipKilobytes: 600,
} as const;

export function failoverFigures(measured: MeasuredFailovers, how: string): readonly Figure[] {
  const { runs, others, violations } = measured;
  const own = spreadOf(runs.map(({ time }) => time.ownMilliseconds));
  const aws = spreadOf(runs.map(({ time }) => time.awsMilliseconds));
  const confirm = spreadOf(runs.map(({ time }) => time.confirmWindowMilliseconds));
  const whole = spreadOf(runs.map(wholeOf));
  const both = ({ p50, p99 }: { readonly p50: number; readonly p99: number }): string =>
    `${inSeconds(p50)}, ${inSeconds(p99)}`;
  const ownFigure = (share: 'p50' | 'p99'): Figure => ({
    what: `own share of a failover (${how}), ${share}`,
    value: inSeconds(own[share]),
    target: `≤ ${inSeconds(TARGETS.ownMilliseconds)}`,
    met: own[share] <= TARGETS.ownMilliseconds,
    note: `${runs.length} alarm-driven runs, ${others} others not counted; violations: ${violations}`,
  });
  return [
    ownFigure('p50'),
    ownFigure('p99'),
    { what: 'AWS: stop, start, application, health checks', value: both(aws) },
    { what: 'confirm window', value: both(confirm) },
    { what: 'from the alarm to served again, all of it', value: both(whole) },
  ];
}

/** Where our own share goes: the median and the 99th percentile of each part by itself. */
export function phaseFigures({ runs }: MeasuredFailovers): readonly Figure[] {
  const told = runs.flatMap(({ phases }) => phases ?? []);
  return PHASES.map((phase) => {
    const { p50, p99 } = spreadOf(told.map((phases) => phases[phase]));
    return { what: `own share: ${phase}`, value: `${inSeconds(p50)}, ${inSeconds(p99)}` };
  });
}

function wholeOf({ time }: MeasuredFailover): number {
  return time.ownMilliseconds + time.awsMilliseconds + time.confirmWindowMilliseconds;
}

/** The run with the most requests of this kind: a target holds for it, or for none. */
function worstOf(
  runs: readonly MeasuredFailover[],
  kind: RequestKind,
): Readonly<Record<string, number>> {
  const all = runs.map(({ requests }) => requests[kind]);
  const most = Math.max(0, ...all.map(totalOf));
  return all.find((counts) => totalOf(counts) === most) ?? {};
}

export function requestFigures({ runs }: MeasuredFailovers): readonly Figure[] {
  // A machine that hangs is asked to stop up to three times: the plain failover is what is meant.
  const plain = runs.filter(({ requests }) => (requests.change['ec2:StopInstances'] ?? 0) <= 1);
  const figure = (what: string, kind: RequestKind, target?: number): Figure => {
    const counts = plain.map(({ requests }) => totalOf(requests[kind]));
    const { p50, max } = spreadOf(counts);
    return {
      what,
      value: p50 === max ? String(max) : `${p50}, at most ${max}`,
      ...(target === undefined ? {} : { target: `≤ ${target}`, met: max <= target }),
      note: listOf(worstOf(plain, kind)),
    };
  };
  return [
    figure("requests: changes of the user's resources", 'change', TARGETS.changes),
    figure('requests: reads outside polls', 'read', TARGETS.reads),
    figure(
      "requests: reads in the confirm window's repeated looks",
      'read in a look of the window',
    ),
    figure('requests: reads in polls', 'read in a poll'),
    figure('requests: reads after the commit', 'read after the commit'),
    figure('requests: slow reads asked a second time', 'read asked a second time'),
    figure('requests: table writes', 'table write'),
    figure('requests: table reads', 'table read'),
    figure('requests: checkpoints', 'checkpoint'),
  ];
}

export function deathFigures(measured: MeasuredDeaths): readonly Figure[] {
  const { servedAfterMilliseconds, notServed, violations } = measured;
  const { p50, p99, max } = spreadOf(servedAfterMilliseconds);
  return [
    {
      what: 'the run dies after the fence, until served again, p50, p99, max',
      value: [p50, p99, max].map(inSeconds).join(', '),
      target: `≤ ${inSeconds(TARGETS.servedAfterDeathMilliseconds)}`,
      met: notServed === 0 && max <= TARGETS.servedAfterDeathMilliseconds,
      note: `${servedAfterMilliseconds.length} runs, ${notServed} never served; violations: ${violations}`,
    },
  ];
}

export function speedFigures(ours: Stories): readonly Figure[] {
  const perSecond = (ours.ends.length * 1_000) / ours.processorMilliseconds;
  const violated = countOf(ours, 'violations') + countOf(ours, 'leaseViolations');
  return [
    {
      what: 'simulated incidents per second of one core',
      value: perSecond.toFixed(1),
      target: `≥ ${TARGETS.incidentsPerSecond}, no violation`,
      met: perSecond >= TARGETS.incidentsPerSecond && violated === 0,
      note: `${ours.ends.length} incidents, each with twelve minutes of its world; violations: ${violated}`,
    },
  ];
}

export function functionFigures(functions: readonly MeasuredFunction[]): readonly Figure[] {
  return functions.map(({ name, zipKilobytes, codeKilobytes, loadMilliseconds }) => ({
    what: `${name}: zip, minified, load`,
    value: `${zipKilobytes.toFixed(0)} KB, ${codeKilobytes.toFixed(0)} KB, ${loadMilliseconds.toFixed(0)} ms`,
    target: `zip ≤ ${TARGETS.zipKilobytes} KB`,
    met: zipKilobytes <= TARGETS.zipKilobytes,
  }));
}

export function comparisonFigures(ours: Stories, documents: Stories): readonly Figure[] {
  return [storiesFigure('Understudy', ours), storiesFigure("the document's handler", documents)];
}

function storiesFigure(who: string, stories: Stories): Figure {
  const downtimes = stories.ends.map(({ downtimeMilliseconds }) => downtimeMilliseconds);
  const violations = countOf(stories, 'violations');
  const violated = stories.ends.filter((end) => end.violations > 0).length;
  return {
    what: `downtime p50, p99, violations: ${who}`,
    value: `${inSeconds(percentile(downtimes, 0.5))}, ${inSeconds(percentile(downtimes, 0.99))}, ${violations}`,
    note: `${stories.ends.length} seeds, ${violated} with a violation of one in charge`,
  };
}

function countOf(stories: Stories, which: 'violations' | 'leaseViolations'): number {
  return stories.ends.reduce((sum, end) => sum + end[which], 0);
}
