import { format, types } from 'node:util';

import type { Scheduler } from '@understudy/clock';

import type { Random } from '../kernel/random.ts';
import { bundleRealm } from './compiled-bundle.ts';
import type { EnvironmentTimers } from './environment-timers.ts';

/** The world's time as `Date`: without arguments it is the world's, with arguments it is itself. */
export function createEnvironmentDate(clock: Pick<Scheduler, 'now'>): DateConstructor {
  const now = (): number => Math.floor(clock.now());
  return new Proxy(bundleRealm.Date, {
    construct: (target, values: [], newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget) as Date,
    apply: () => new bundleRealm.Date(now()).toString(),
    get: (target, name, receiver) => {
      if (name === 'now') return now;
      if (name === Symbol.hasInstance) return types.isDate;
      return Reflect.get(target, name, receiver) as unknown;
    },
  });
}

/** `Math` with the world's chance: the jitter of retries is part of the story. */
export function createEnvironmentMath(random: Random): Math {
  return Object.create(bundleRealm.Math, {
    random: { value: () => random.next() },
  }) as Math;
}

/** Monotonic time since the environment's start. */
export function createEnvironmentPerformance(clock: Pick<Scheduler, 'now'>): object {
  const origin = clock.now();
  return {
    timeOrigin: origin,
    now: () => clock.now() - origin,
    mark: () => undefined,
    measure: () => undefined,
    toJSON: () => ({ timeOrigin: origin }),
  };
}

/** `AbortSignal` whose `timeout` is on the world's clock. */
export function createEnvironmentAbortSignal(timers: EnvironmentTimers): object {
  function timeout(milliseconds: number): AbortSignal {
    const controller = new bundleRealm.AbortController();
    const reason = new bundleRealm.DOMException(
      'The operation was aborted due to timeout',
      'TimeoutError',
    );
    timers.setTimeout(() => controller.abort(reason), milliseconds);
    return controller.signal;
  }
  return new Proxy(bundleRealm.AbortSignal, {
    get: (target, name, receiver) =>
      name === 'timeout' ? timeout : (Reflect.get(target, name, receiver) as unknown),
  });
}

type Write = (stream: 'stdout' | 'stderr', text: string) => void;

/** `console` as lines of the function's log. */
export function createEnvironmentConsole(write: Write): object {
  const to =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]): void =>
      write(stream, `${format(...values)}\n`);
  const nothing = (): void => undefined;
  return {
    log: to('stdout'),
    info: to('stdout'),
    debug: to('stdout'),
    dir: to('stdout'),
    warn: to('stderr'),
    error: to('stderr'),
    trace: to('stderr'),
    table: to('stdout'),
    assert: nothing,
    time: nothing,
    timeEnd: nothing,
    timeLog: nothing,
    group: nothing,
    groupEnd: nothing,
    count: nothing,
    // Powertools writes through a console of its own.
    Console: class EnvironmentConsole {
      constructor() {
        return createEnvironmentConsole(write);
      }
    },
  };
}

export interface EnvironmentProcessOptions {
  readonly variables: Readonly<Record<string, string>>;
  readonly taskRoot: string;
  readonly clock: Pick<Scheduler, 'now'>;
  readonly write: Write;
  readonly exit: (code: number) => void;
}

/** `process`: its own environment, output and clock; the machine's for the rest. */
export function createEnvironmentProcess(options: EnvironmentProcessOptions): object {
  const { clock, write } = options;
  const origin = clock.now();
  const uptime = (): number => (clock.now() - origin) / 1_000;
  const nanoseconds = (): bigint => BigInt(Math.round((clock.now() - origin) * 1e6));
  const hrtime = Object.assign(
    (previous?: [number, number]): [number, number] => {
      const earlier = previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n;
      const passed = nanoseconds() - earlier;
      return [Number(passed / 1_000_000_000n), Number(passed % 1_000_000_000n)];
    },
    { bigint: nanoseconds },
  );
  const own: Record<string, unknown> = {
    env: { ...options.variables },
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    execArgv: [],
    cwd: () => options.taskRoot,
    stdout: outputStream((text) => write('stdout', text)),
    stderr: outputStream((text) => write('stderr', text)),
    exit: options.exit,
    hrtime,
    uptime,
    emitWarning: (warning: unknown) => write('stderr', `Warning: ${String(warning)}\n`),
  };
  const environmentProcess = Object.create(process) as Record<string, unknown>;
  // Listeners on the real process would outlive the environment.
  for (const name of ['on', 'once', 'addListener', 'prependListener', 'off', 'removeListener']) {
    own[name] = () => environmentProcess;
  }
  own['emit'] = () => false;
  own['listenerCount'] = () => 0;
  own['listeners'] = () => [];
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(environmentProcess, name, { value, writable: true, enumerable: true });
  }
  return environmentProcess;
}

function outputStream(write: (text: string) => void): object {
  return {
    isTTY: false,
    writable: true,
    write(chunk: unknown, encodingOrDone?: unknown, done?: unknown) {
      write(typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8'));
      const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
      if (typeof callback === 'function') (callback as () => void)();
      return true;
    },
    on: () => undefined,
    once: () => undefined,
    removeListener: () => undefined,
    end: () => undefined,
  };
}
