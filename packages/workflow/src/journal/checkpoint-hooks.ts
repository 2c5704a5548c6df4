import { RetryableError } from '@understudy/errors';

/** What happens around a checkpoint: latency (sleep) or a crash (throw) of a simulation. */
export interface CheckpointHooks {
  /** Before the journal sees it. `names` say operation and update: `drain.left/stop:SUCCEED`. */
  readonly before?: (names: readonly string[]) => void | Promise<void>;
  /** After it is written, before the code hears of it. */
  readonly after?: (names: readonly string[]) => void | Promise<void>;
}

/** Where a simulated crash strikes. */
export interface CrashPoint {
  readonly when: 'before' | 'after';
  /** As `nameUpdates` gives it. */
  readonly update: string;
}

/** Crashes once, at that point: the invocation dies there and the service starts another. */
export function crashOnce(point: CrashPoint): CheckpointHooks & { readonly struck: () => boolean } {
  let struck = false;
  function strike(names: readonly string[]): void {
    if (struck || !names.includes(point.update)) return;
    struck = true;
    throw new RetryableError(
      'SimulatedCrash',
      `the simulation ended the invocation ${point.when} ${point.update}, as it was told to`,
    );
  }
  return { [point.when]: strike, struck: () => struck };
}
