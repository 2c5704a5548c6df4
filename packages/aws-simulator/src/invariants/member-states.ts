import type { EffectEntry } from '../kernel/effect-log.ts';

/** The states of instances and targets, as the effects so far have left them. */
export interface MemberStates {
  apply(effect: EffectEntry): void;
  instance(instanceId: string): string;
  target(targetGroupName: string, instanceId: string): string;
}

export function createMemberStates(): MemberStates {
  const states = new Map<string, string>();
  return {
    apply: (effect) => void states.set(effect.subject, effect.to),
    instance: (instanceId) => states.get(`instance/${instanceId}`) ?? 'absent',
    target: (targetGroupName, instanceId) =>
      states.get(`target/${targetGroupName}/${instanceId}`) ?? 'unregistered',
  };
}

/** Draining counts as deregistered: it gets no new request. */
export function isDeregistered(targetState: string): boolean {
  return targetState === 'unregistered' || targetState === 'draining';
}

/**
 * Why a member is not fenced, or undefined when it is: stopped, and deregistered everywhere. One
 * that is on its way down is not.
 */
export function whyUnfenced(
  states: MemberStates,
  instanceId: string,
  targetGroupNames: readonly string[],
): string | undefined {
  const state = states.instance(instanceId);
  if (!['stopped', 'terminated', 'absent'].includes(state)) return `${instanceId} is ${state}`;
  for (const name of targetGroupNames) {
    const target = states.target(name, instanceId);
    if (!isDeregistered(target)) return `${instanceId} is registered in ${name} (${target})`;
  }
  return undefined;
}
