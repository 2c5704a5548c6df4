/** `open`: its code runs. `frozen`: everything waits for the thaw. `killed`: nothing of it runs any more. */
export type GateState = 'open' | 'frozen' | 'killed';

/**
 * The one way into an environment's code: timers, answers of calls and immediates pass here. What
 * arrives while the environment is frozen runs at the thaw, in its order; after a kill, never.
 */
export interface EnvironmentGate {
  readonly state: () => GateState;
  readonly pass: (task: () => void) => void;
  readonly freeze: () => void;
  readonly thaw: () => void;
  readonly kill: () => void;
  /** Resolves when the gate is open; never after a kill. */
  readonly opened: () => Promise<void>;
}

export function createEnvironmentGate(onUncaught: (thrown: unknown) => void): EnvironmentGate {
  let state: GateState = 'open';
  let waiting: (() => void)[] = [];

  function run(task: () => void): void {
    try {
      task();
    } catch (thrown) {
      onUncaught(thrown);
    }
  }

  function pass(task: () => void): void {
    if (state === 'open') run(task);
    else if (state === 'frozen') waiting.push(task);
  }

  return {
    state: () => state,
    pass,
    freeze() {
      if (state === 'open') state = 'frozen';
    },
    thaw() {
      if (state !== 'frozen') return;
      state = 'open';
      const due = waiting;
      waiting = [];
      // A task may freeze or kill the environment again: the rest then waits or is dropped.
      for (const task of due) pass(task);
    },
    kill() {
      state = 'killed';
      waiting = [];
    },
    opened: () => new Promise((resolve) => pass(resolve)),
  };
}
