import type { EffectEntry, LogEntry } from '../kernel/effect-log.ts';
import {
  isUnderstudy,
  type IsOurs,
  type ServiceDescription,
  type Violation,
} from './exclusive-service.ts';
import {
  createMemberStates,
  isDeregistered,
  whyUnfenced,
  type MemberStates,
} from './member-states.ts';

/** Checks entry by entry, for a simulation that stops at the first violation. */
export interface InvariantWatch {
  /** Takes the next entry of the log; returns what it violates. */
  see(entry: LogEntry): readonly Violation[];
}

/**
 * One in charge (design, section 4): no request of ours makes a second member of an exclusive
 * service run unfenced, or be registered. Judged where the request takes effect, also late, by
 * whose cause the effect has: what others do is not ours to answer for.
 */
export function createInvariantWatch(
  services: readonly ServiceDescription[],
  isOurs: IsOurs = isUnderstudy,
): InvariantWatch {
  const states = createMemberStates();
  const exclusive = services.filter((service) => service.policy === 'exclusive');
  return {
    see(entry) {
      if (entry.kind !== 'effect') return [];
      const violations = isOurs(entry.cause)
        ? exclusive.flatMap((service) => judge(states, service, entry))
        : [];
      states.apply(entry);
      return violations;
    },
  };
}

/** Every violation in a log. */
export function violationsOf(
  entries: readonly LogEntry[],
  services: readonly ServiceDescription[],
  isOurs: IsOurs = isUnderstudy,
): readonly Violation[] {
  const watch = createInvariantWatch(services, isOurs);
  return entries.flatMap((entry) => watch.see(entry));
}

function judge(
  states: MemberStates,
  service: ServiceDescription,
  entry: EffectEntry,
): readonly Violation[] {
  const started = service.memberIds.find((id) => entry.subject === `instance/${id}`);
  if (started !== undefined && entry.to === 'pending') {
    return unfencedOthers(states, service, started).map((why) => ({
      rule: 'start-needs-fence',
      sentence: `${service.name}: ${started} was started by our request while ${why}.`,
      entry,
    }));
  }
  const registered = isDeregistered(entry.from) && !isDeregistered(entry.to);
  const member = service.memberIds.find((id) =>
    service.targetGroupNames.some((name) => entry.subject === `target/${name}/${id}`),
  );
  return registered && member !== undefined
    ? judgeRegistration(states, service, member, entry)
    : [];
}

function judgeRegistration(
  states: MemberStates,
  service: ServiceDescription,
  member: string,
  entry: EffectEntry,
): readonly Violation[] {
  const violations: Violation[] = unfencedOthers(states, service, member).map((why) => ({
    rule: 'register-needs-fence',
    sentence: `${service.name}: ${member} was registered by our request while ${why}.`,
    entry,
  }));
  const state = states.instance(member);
  if (state === 'running') return violations;
  const sentence = `${service.name}: ${member} was registered by our request while it is ${state}.`;
  return [...violations, { rule: 'register-needs-running', sentence, entry }];
}

function unfencedOthers(
  states: MemberStates,
  service: ServiceDescription,
  member: string,
): readonly string[] {
  return service.memberIds
    .filter((id) => id !== member)
    .flatMap((id) => whyUnfenced(states, id, service.targetGroupNames) ?? []);
}
