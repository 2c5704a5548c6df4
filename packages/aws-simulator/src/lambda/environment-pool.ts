import type { PooledEnvironment } from './invocation.ts';

/** Environments that wait for an invocation, by version: one invocation at a time in each. */
export interface EnvironmentPool {
  /** The environment that served last, as Lambda tends to take it; undefined means a cold start. */
  take(versionKey: string): PooledEnvironment | undefined;
  put(versionKey: string, environment: PooledEnvironment): void;
  /** Forgets the idle ones, as Lambda does after some time: the next invocation is a cold start. */
  drop(versionKey?: string): void;
}

export function createEnvironmentPool(): EnvironmentPool {
  const idle = new Map<string, PooledEnvironment[]>();
  return {
    take(versionKey) {
      const waiting = idle.get(versionKey) ?? [];
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        if (next.environment.state() !== 'killed') return next;
      }
      return undefined;
    },
    put(versionKey, environment) {
      idle.set(versionKey, [...(idle.get(versionKey) ?? []), environment]);
    },
    drop(versionKey) {
      const keys = versionKey === undefined ? [...idle.keys()] : [versionKey];
      for (const key of keys) {
        for (const { environment } of idle.get(key) ?? []) environment.kill();
        idle.delete(key);
      }
    },
  };
}
