import { AsyncLocalStorage } from 'node:async_hooks';
import { promisify } from 'node:util';

import type { Scheduler } from '@understudy/clock';

import type { EnvironmentGate } from './environment-gate.ts';

type Callback = (...values: unknown[]) => void;

/** What `setTimeout` returns: as much of Node's Timeout as code uses. */
export interface EnvironmentTimer {
  ref(): EnvironmentTimer;
  unref(): EnvironmentTimer;
  hasRef(): boolean;
  refresh(): EnvironmentTimer;
  close(): void;
  [Symbol.toPrimitive](): number;
}

export interface EnvironmentTimers {
  readonly setTimeout: (
    callback: Callback,
    milliseconds?: number,
    ...values: unknown[]
  ) => EnvironmentTimer;
  clearTimeout(timer: unknown): void;
  setInterval(callback: Callback, milliseconds?: number, ...values: unknown[]): EnvironmentTimer;
  clearInterval(timer: unknown): void;
  setImmediate(callback: Callback, ...values: unknown[]): unknown;
  clearImmediate(immediate: unknown): void;
}

/** Node's own shortest delay: an interval of 0 must not stop the virtual clock. */
const DELAY_MS_MIN = 1;

/** Timers on the world's clock, behind the environment's gate. */
export function createEnvironmentTimers(
  clock: Scheduler,
  gate: EnvironmentGate,
): EnvironmentTimers {
  const running = new Map<number, () => void>();
  let lastId = 0;

  function start(callback: Callback, delay: number, repeat: boolean): EnvironmentTimer {
    const id = ++lastId;
    // The clock runs tasks in nobody's context; the snapshot keeps whose invocation asked.
    const inContext = AsyncLocalStorage.snapshot();
    const fire = (): void =>
      gate.pass(() => {
        if (!running.has(id)) return;
        if (repeat) arm();
        else running.delete(id);
        inContext(callback);
      });
    function arm(): void {
      running.get(id)?.();
      running.set(id, clock.schedule(clock.now() + delay, fire));
    }
    arm();
    const timer: EnvironmentTimer = {
      ref: () => timer,
      unref: () => timer,
      hasRef: () => true,
      refresh() {
        if (running.has(id)) arm();
        return timer;
      },
      close: () => stop(id),
      [Symbol.toPrimitive]: () => id,
    };
    return timer;
  }

  function stop(timer: unknown): void {
    const id = Number(timer);
    running.get(id)?.();
    running.delete(id);
  }

  const timers: EnvironmentTimers = {
    setTimeout: (callback, milliseconds, ...values) =>
      start(() => callback(...values), delayOf(milliseconds), false),
    clearTimeout: (timer) => (timer === undefined || timer === null ? undefined : stop(timer)),
    setInterval: (callback, milliseconds, ...values) =>
      start(() => callback(...values), delayOf(milliseconds), true),
    clearInterval: (timer) => timers.clearTimeout(timer),
    setImmediate: (callback, ...values) => setImmediate(() => gate.pass(() => callback(...values))),
    clearImmediate: (immediate) => clearImmediate(immediate as NodeJS.Immediate),
  };
  Object.defineProperty(timers.setTimeout, promisify.custom, {
    value: (milliseconds: number, value: unknown) => sleepOnTimers(timers, milliseconds, value),
  });
  return timers;
}

/** `node:timers/promises`, as far as bundles use it. */
export function timersPromises(timers: EnvironmentTimers): Readonly<Record<string, unknown>> {
  const sleep = (milliseconds: number, value?: unknown, options?: { signal?: AbortSignal }) =>
    sleepOnTimers(timers, milliseconds, value, options?.signal);
  return {
    setTimeout: sleep,
    setImmediate: (value?: unknown) =>
      new Promise((resolve) => void timers.setImmediate(() => resolve(value))),
    scheduler: { wait: sleep },
  };
}

function sleepOnTimers(
  timers: EnvironmentTimers,
  milliseconds: number,
  value: unknown,
  signal?: AbortSignal,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = timers.setTimeout(() => resolve(value), milliseconds);
    signal?.addEventListener(
      'abort',
      () => {
        timers.clearTimeout(timer);
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });
}

function delayOf(milliseconds: number | undefined): number {
  return Math.max(DELAY_MS_MIN, Number(milliseconds) || 0);
}
