import type { ApiCall, Cause } from './api-call.ts';

/** An API call as it ended. */
export interface CallEntry {
  readonly kind: 'call';
  /** When it ended. */
  readonly at: number;
  readonly sentAt: number;
  readonly requestId: string;
  readonly call: Pick<
    ApiCall,
    'service' | 'operation' | 'region' | 'principal' | 'cause' | 'input'
  >;
  /** `ok`, or the code of the error; `no-answer` when the caller never hears. */
  readonly result: string;
  /** Whether the operation's effect took place (a time-out may come after it). */
  readonly effective: boolean;
}

/** A change of the world: an instance's state, a registration, an alarm's state, a delivery. */
export interface EffectEntry {
  readonly kind: 'effect';
  readonly at: number;
  /** The resource: `instance/i-…`, `target/<group>/<instance>`, `alarm/<name>`, `address/…`, `record/…`. */
  readonly subject: string;
  readonly from: string;
  readonly to: string;
  readonly cause: Cause;
  /** Set when an API call made it. */
  readonly requestId?: string;
}

export type LogEntry = CallEntry | EffectEntry;

/** Everything that happened, in order. Invariants and `no write` assertions read it. */
export interface EffectLog {
  readonly entries: readonly LogEntry[];
  append(entry: LogEntry): void;
  /** Called with each entry as it comes; returns how to stop. */
  subscribe(listener: (entry: LogEntry) => void): () => void;
}

export function createEffectLog(): EffectLog {
  const entries: LogEntry[] = [];
  const listeners = new Set<(entry: LogEntry) => void>();
  return {
    entries,
    append(entry) {
      entries.push(entry);
      for (const listener of listeners) listener(entry);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
