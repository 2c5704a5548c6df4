import type { Cancel, Scheduler } from '@understudy/clock';
import type { SdkGlobals } from './load-durable-sdk.ts';

/** The platform's time functions over a scheduler. */
export function createVirtualGlobals(scheduler: Scheduler): SdkGlobals {
  return {
    Date: createVirtualDate(scheduler),
    setTimeout(task, milliseconds = 0) {
      return scheduler.schedule(scheduler.now() + milliseconds, task);
    },
    clearTimeout(timer) {
      if (typeof timer === 'function') (timer as Cancel)();
    },
  };
}

/**
 * `Date`, except that the present is the scheduler's. The SDK only constructs it and asks `now`,
 * so calling it as a function, which a class does not allow, is not needed.
 */
function createVirtualDate(scheduler: Scheduler): DateConstructor {
  class VirtualDate extends Date {
    constructor(...values: [] | [value: string | number | Date]) {
      super(values[0] ?? Math.floor(scheduler.now()));
    }
    static override now(): number {
      return Math.floor(scheduler.now());
    }
  }
  return VirtualDate as unknown as DateConstructor;
}
