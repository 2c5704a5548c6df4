import type { EffectEntry, LogEntry } from '../kernel/effect-log.ts';
import { isUnderstudy, type IsOurs, type Violation } from './exclusive-service.ts';
import type { InvariantWatch } from './one-in-charge.ts';
import { createRegionStates, type DatabasePlace, type RegionStates } from './region-states.ts';

/** A plan as its owner describes it. */
export interface PlanDescription {
  readonly name: string;
  readonly primary: DatabasePlace;
  readonly recovery: DatabasePlace;
  /** Groups that admit nobody. */
  readonly closedGroupIds: readonly string[];
  /** What the owner accepts where the old region cannot be asked. */
  readonly whenUnknown: 'ask' | 'proceed';
  /** Whether a person forced this promotion, with a reason. */
  readonly isForced?: (promotion: EffectEntry) => boolean;
  /** How long the old region may write on after it can be reached again. Default: 10 minutes. */
  readonly fenceDueMilliseconds?: number;
}

/**
 * A look a minute, the change of groups, a reboot, each with the field's worst time (field notes):
 * after this an old region that nobody fenced was forgotten.
 */
const FENCE_DUE_MS = 600_000;

/**
 * Before a request that makes applications write, a look is made: it may be this old. Of a region
 * that came back after the look nobody can know yet, and what was asked for cannot be called back.
 */
const LOOK_MS = 30_000;

/**
 * One region (design, section 4): no request of ours promotes while the old primary is known to be
 * writable or is recovering by itself, nor makes applications write to two databases at once; and
 * an old region that comes back is fenced in time. Judged where the effect is, by whose cause it has.
 */
export function createRegionWatch(
  plan: PlanDescription,
  isOurs: IsOurs = isUnderstudy,
): InvariantWatch {
  const states = createRegionStates();
  const requests = createRequests();
  const dueMs = plan.fenceDueMilliseconds ?? FENCE_DUE_MS;
  let enabling: EffectEntry | undefined;
  let twoSince: number | undefined;
  let isTold = false;
  let wereTwo = false;
  let knownSince: number | undefined = -Infinity;

  function judgeBoth(entry: EffectEntry): readonly Violation[] {
    const isKnown = states.isKnown(plan.primary.region, plan.recovery.region);
    const areTwo = states.isWritten(plan.primary) && states.isWritten(plan.recovery);
    if (!areTwo || !isKnown) {
      twoSince = undefined;
      isTold = false;
    }
    const begins = areTwo && !wereTwo ? enabling : undefined;
    wereTwo = areTwo;
    if (areTwo && isKnown) twoSince ??= entry.at;
    if (!isKnown) knownSince = undefined;
    else knownSince ??= entry.at;
    if (!begins || !isOurs(begins.cause)) return [];
    const couldKnow = knownSince !== undefined && requests.askedAt(begins) - knownSince > LOOK_MS;
    if (plan.whenUnknown === 'proceed' && !couldKnow) return [];
    return [twoWritten(plan, begins)];
  }

  function judgeDue(entry: LogEntry): readonly Violation[] {
    if (twoSince === undefined || isTold || entry.at - twoSince <= dueMs) return [];
    isTold = true;
    const minutes = Math.round(dueMs / 60_000);
    const sentence = `${plan.name}: two databases are written for more than ${minutes} minutes, although the old one can be reached.`;
    return [{ rule: 'old-region-needs-fence', sentence, entry }];
  }

  return {
    see(entry) {
      const overdue = judgeDue(entry);
      if (entry.kind !== 'effect') return overdue;
      const promotion = isOurs(entry.cause) ? judgePromotion(states, plan, entry) : [];
      states.apply(entry);
      requests.apply(entry);
      if (ENABLES.test(entry.subject)) enabling = entry;
      return [...overdue, ...promotion, ...judgeBoth(entry)];
    },
  };
}

/** Every violation of a plan in a log. */
export function regionViolations(
  entries: readonly LogEntry[],
  plan: PlanDescription,
  isOurs: IsOurs = isUnderstudy,
): readonly Violation[] {
  const watch = createRegionWatch(plan, isOurs);
  return entries.flatMap((entry) => watch.see(entry));
}

/** What can make an application write somewhere; connections are its own answer to it. */
const ENABLES =
  /^(workload|outage|traffic)\/|^database\/[^/]+\/[^/]+(\/(source|security-groups|engine))?$/;

/** When what takes effect now was asked for: pods become ready, and replicas promoted, later. */
function createRequests() {
  const asked = new Map<string, number>();
  const subjectOf = ({ subject }: EffectEntry): string => subject.replace(LATER_ASPECT, '');
  return {
    apply(effect: EffectEntry): void {
      if (/^0\//.test(effect.to) || /\/promotion$/.test(effect.subject)) {
        asked.set(subjectOf(effect), effect.at);
      }
    },
    askedAt: (effect: EffectEntry): number => asked.get(subjectOf(effect)) ?? effect.at,
  };
}

/** Of a database: its promotion shows as a source that is gone. */
const LATER_ASPECT = /\/(promotion|source)$/;

function judgePromotion(
  states: RegionStates,
  plan: PlanDescription,
  entry: EffectEntry,
): readonly Violation[] {
  const { primary, recovery } = plan;
  const subject = `database/${recovery.region}/${recovery.id}/promotion`;
  if (entry.subject !== subject || plan.isForced?.(entry)) return [];
  if (!states.isKnown(primary.region, recovery.region)) return [];
  const why = whyNot(states, plan);
  if (why === undefined) return [];
  const sentence = `${plan.name}: ${recovery.id} was promoted by our request while ${primary.id} in ${primary.region} ${why}.`;
  return [{ rule: 'promote-needs-loss', sentence, entry }];
}

function whyNot(states: RegionStates, plan: PlanDescription): string | undefined {
  const { primary, closedGroupIds } = plan;
  if (states.isRecovering(primary)) return 'was recovering by itself';
  const isOpen = states.isWritable(primary) && !states.isFenced(primary, closedGroupIds);
  return isOpen ? 'was writable and not fenced' : undefined;
}

function twoWritten(plan: PlanDescription, entry: EffectEntry): Violation {
  const { primary, recovery } = plan;
  return {
    rule: 'one-written-database',
    sentence: `${plan.name}: ${primary.id} in ${primary.region} and ${recovery.id} in ${recovery.region} are both written, by our ${entry.subject} (${entry.from} to ${entry.to}).`,
    entry,
  };
}
