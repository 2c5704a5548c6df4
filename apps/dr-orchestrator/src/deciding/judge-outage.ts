import type { Observation } from '@understudy/leases';

import { judgeSight } from './judge-sight.ts';
import type {
  ObserverSight,
  OutagePolicy,
  OutageReason,
  OutageVerdict,
  OutageVerdictName,
} from './outage-verdict.ts';

export interface OutageQuestion {
  readonly plan: string;
  readonly primaryRegion: string;
  /** All that the recovery region's table has of this plan. */
  readonly observations: readonly Observation[];
  readonly policy: OutagePolicy;
  readonly nowMilliseconds: number;
}

/** Two that see the same from two places: one alone may be the one that is cut off. */
const OBSERVERS_MIN = 2;

/**
 * The verdict over the confirm window. A table in prose: the first row that matches wins, and each
 * stands before the next for a reason.
 */
export function judgeOutage(question: OutageQuestion): OutageVerdict {
  const sights = sightsOf(question);
  const sighted = sights.filter(({ state }) => state !== 'silent' && state !== 'blind');
  const say = sayOf(question, sights, sighted);
  const where = question.primaryRegion;
  const of = (state: ObserverSight['state']) => sighted.filter((one) => one.state === state);

  // One sees it serve, the other does not: the way between two regions is cut, not the primary.
  if (of('serving').length > 0 && of('down').length > 0) {
    const words = `${names(of('serving'))} sees ${where} serve, ${names(of('down'))} does not`;
    return say('unknown', 'observers-disagree', `The observers disagree: ${words}.`);
  }
  // One that sees it serve is proof enough that it does.
  if (of('serving').length > 0) {
    return say('healthy', 'serving', `${where} serves, seen by ${names(of('serving'))}.`);
  }
  // AWS says itself that it is repairing: no second opinion is needed to hold.
  if (of('recovering').length > 0) {
    const words = `The database in ${where} is being recovered by AWS (${recoveryWords(sighted)})`;
    return say('native-recovery', 'database-recovering', `${words}: hold.`);
  }
  // Nobody acts on one observer, or on one that cannot see.
  if (sighted.length < OBSERVERS_MIN) return cannotObserve(sights, sighted, say);
  if (of('mixed').length > 0) return doubtedVerdict(question, sighted, say);
  if (of('too-little').length > 0) {
    const words = `Fewer than two sensors of ${where} were asked by ${names(of('too-little'))}`;
    return say('unknown', 'too-few-sensors', `${words}: silence of one proves nothing.`);
  }
  return downVerdict(question, sighted, say);
}

/** One sight for each region that observes; the primary itself is no witness of its own loss. */
function sightsOf(question: OutageQuestion): readonly ObserverSight[] {
  const { observations, policy, nowMilliseconds, primaryRegion } = question;
  const byRegion = new Map<string, ObserverSight>();
  for (const observation of observations) {
    if (observation.region === primaryRegion) continue;
    const sight = judgeSight(observation, policy, nowMilliseconds);
    const other = byRegion.get(sight.region);
    const newer = (sight.newestAtMilliseconds ?? 0) > (other?.newestAtMilliseconds ?? -1);
    if (!other || newer) byRegion.set(sight.region, sight);
  }
  return [...byRegion.values()].sort((a, b) => a.observer.localeCompare(b.observer));
}

type Say = (
  verdict: OutageVerdictName,
  reason: OutageReason,
  sentence: string,
  seen?: { readonly sinceMilliseconds: number; readonly seenSeconds: number },
) => OutageVerdict;

function sayOf(
  question: OutageQuestion,
  sights: readonly ObserverSight[],
  sighted: readonly ObserverSight[],
): Say {
  return (verdict, reason, sentence, seen) => ({
    verdict,
    reason,
    sentence,
    atMilliseconds: question.nowMilliseconds,
    reach: reachOf(sighted),
    ...seen,
    evidence: sights,
  });
}

function cannotObserve(
  sights: readonly ObserverSight[],
  sighted: readonly ObserverSight[],
  say: Say,
): OutageVerdict {
  const blind = sights.filter(({ state }) => state === 'blind');
  const silent = sights.filter(({ state }) => state === 'silent');
  const others = [
    blind.length > 0 ? `${names(blind)} cannot reach its own region's control` : '',
    silent.length > 0 ? `${names(silent)} has no fresh look` : '',
    sights.length < OBSERVERS_MIN ? 'no second region observes' : '',
  ].filter(Boolean);
  if (sighted.length === 0) {
    const reason = blind.length > 0 ? 'own-network' : 'no-observer';
    return say('cannot-observe', reason, `Nobody can observe: ${others.join('; ')}.`);
  }
  const reason = blind.length > 0 ? 'own-network' : 'one-observer';
  const words = `Only ${names(sighted)} can observe, and one observer never acts`;
  return say('cannot-observe', reason, `${words}: ${others.join('; ')}.`);
}

/**
 * Something of it serves and something does not. No machine may say which counts; when it lasts, a
 * person must hear of it.
 */
function doubtedVerdict(
  { policy, primaryRegion }: OutageQuestion,
  sighted: readonly ObserverSight[],
  say: Say,
): OutageVerdict {
  const mixed = sighted.filter(({ state }) => state === 'mixed');
  const words = `The signals of ${primaryRegion} disagree: ${readingWords(mixed)}`;
  const seen = seenTogether(sighted, ({ doubtedSinceMilliseconds }) => doubtedSinceMilliseconds);
  const isLong = seen.seenSeconds >= policy.confirmWindowSeconds;
  const reason = isLong ? 'in-doubt' : 'signals-disagree';
  return say('unknown', reason, `${words}, for ${seen.seenSeconds} s.`, seen);
}

/** Since when all have seen it, and how long: by what was seen, not by the time that passed since. */
function seenTogether(
  sighted: readonly ObserverSight[],
  sinceOf: (sight: ObserverSight) => number | undefined,
): { readonly sinceMilliseconds: number; readonly seenSeconds: number } {
  const sinceMilliseconds = Math.max(
    ...sighted.map((one) => sinceOf(one) ?? one.newestAtMilliseconds ?? 0),
  );
  const until = Math.min(...sighted.map((one) => one.newestAtMilliseconds ?? 0));
  const seconds = Math.max(0, Math.floor((until - sinceMilliseconds) / 1_000));
  return { sinceMilliseconds, seenSeconds: seconds };
}

/** All see nothing serve: long enough, by what was seen and not by the time that passed since. */
function downVerdict(
  { policy, primaryRegion }: OutageQuestion,
  sighted: readonly ObserverSight[],
  say: Say,
): OutageVerdict {
  const seen = seenTogether(sighted, ({ downSinceMilliseconds }) => downSinceMilliseconds);
  const { seenSeconds: seconds } = seen;
  const window = `${seconds} s of ${policy.confirmWindowSeconds} s`;
  const what = `${names(sighted)} see nothing serve in ${primaryRegion}`;
  if (seconds < policy.confirmWindowSeconds) {
    return say('unknown', 'confirming', `${what}, for ${window} so far.`, seen);
  }
  const unreachable = reachOf(sighted) === 'unreachable';
  const words = unreachable ? 'and nothing there answers' : readingWords(sighted);
  return say(
    'lost',
    unreachable ? 'unreachable' : 'not-serving',
    `${primaryRegion} is lost: ${what}, for ${window}; ${words}.`,
    seen,
  );
}

/** The replica's own view is asked in the recovery region: it says nothing of who can be reached. */
function reachOf(sighted: readonly ObserverSight[]): OutageVerdict['reach'] {
  const readings = sighted
    .flatMap(({ readings: sensors }) => sensors)
    .filter(({ sensor, result }) => sensor !== 'replication' && result !== 'not-asked');
  if (readings.length === 0) return 'unknown';
  return readings.some(({ result }) => result !== 'no-answer') ? 'reachable' : 'unreachable';
}

function names(sights: readonly ObserverSight[]): string {
  return sights.map(({ observer, region }) => `${observer} (${region})`).join(' and ');
}

function readingWords(sights: readonly ObserverSight[]): string {
  const [first] = sights;
  if (!first) return 'no readings';
  return first.readings
    .filter(({ result }) => result !== 'not-asked')
    .map(({ sensor, result, words }) => `${sensor} ${result} (${words})`)
    .join(', ');
}

function recoveryWords(sights: readonly ObserverSight[]): string {
  const found = sights.flatMap(({ readings }) => readings).find(({ recovering }) => recovering);
  return found?.words ?? 'no words';
}
