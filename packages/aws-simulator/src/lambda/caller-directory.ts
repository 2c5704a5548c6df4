import type { Cause, Principal } from '../kernel/world.ts';

export interface Caller {
  readonly principal: Principal;
  readonly cause: Cause;
  /** The region that it is in; undefined for a person, who is somewhere else. */
  readonly fromRegion?: string;
  /** A real process, which signs in the machine's time. */
  readonly isOutside?: boolean;
}

/** Whose requests carry which access key. Keys that nobody registered are a person's. */
export interface CallerDirectory {
  register(accessKeyId: string, caller: Caller): void;
  callerOf(accessKeyId: string): Caller;
}

export function createCallerDirectory(): CallerDirectory {
  const callers = new Map<string, Caller>();
  return {
    register: (accessKeyId, caller) => void callers.set(accessKeyId, caller),
    callerOf: (accessKeyId) => callers.get(accessKeyId) ?? personOf(accessKeyId),
  };
}

function personOf(name: string): Caller {
  return { principal: { kind: 'user', name }, cause: { kind: 'person', name } };
}
