import type { Execution } from './execution.ts';

type Listener = (execution: Execution) => void;

/** Who wants to hear of changes, by execution. */
export interface Watchers {
  watch(executionArn: string, listener: Listener): () => void;
  notify(execution: Execution): void;
}

export function createWatchers(): Watchers {
  const listeners = new Map<string, Set<Listener>>();
  return {
    watch(executionArn, listener) {
      const own = listeners.get(executionArn) ?? new Set();
      listeners.set(executionArn, own.add(listener));
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(executionArn);
      };
    },
    notify(execution) {
      for (const listener of [...(listeners.get(execution.arn) ?? [])]) listener(execution);
    },
  };
}
