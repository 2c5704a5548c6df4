import { AsyncLocalStorage } from 'node:async_hooks';
import path from 'node:path';

import type { Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import type { Random } from '../kernel/random.ts';
import { bundleRealm, compileBundle, type ShadowedName } from './compiled-bundle.ts';
import { createEnvironmentGate, type EnvironmentGate, type GateState } from './environment-gate.ts';
import {
  createEnvironmentAbortSignal,
  createEnvironmentConsole,
  createEnvironmentDate,
  createEnvironmentMath,
  createEnvironmentPerformance,
  createEnvironmentProcess,
} from './environment-globals.ts';
import { createEnvironmentModules } from './environment-modules.ts';
import { createEnvironmentTimers } from './environment-timers.ts';
import { TASK_ROOT, type PackagedFiles } from './packaged-files.ts';

/** Whose code runs: kept through awaits, timers and answers, so that late calls name their origin. */
export interface InvocationOrigin {
  readonly invocationId: string;
  readonly executionArn?: string;
}

const origins = new AsyncLocalStorage<InvocationOrigin>();

/** The stand-ins for `node:http` and `node:https`; built per environment over its own caller. */
export interface HttpModules {
  readonly http: object;
  readonly https: object;
  /** Default: refuses. */
  readonly fetch?: unknown;
}

export interface EnvironmentOptions {
  readonly id: string;
  readonly clock: Scheduler;
  readonly random: Random;
  readonly files: PackagedFiles;
  /** As Lambda has it: `src/handler.main`. */
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Builds the http modules; `pass` holds answers back while the environment is frozen. */
  httpModules(door: EnvironmentDoor): HttpModules;
  readonly write: (stream: 'stdout' | 'stderr', text: string) => void;
  /** An exception that no code of the function caught, or `process.exit`: the runtime died. */
  readonly onCrash: (error: unknown) => void;
}

/** What the http stand-ins need of the environment. */
export interface EnvironmentDoor {
  readonly gate: EnvironmentGate;
  origin(): InvocationOrigin | undefined;
}

export interface Environment {
  readonly id: string;
  state(): GateState;
  /** Evaluates the bundle; throws what its top level throws, or that it has no such handler. */
  load(): void;
  /** Runs the handler; never settles when the environment is killed meanwhile. */
  invoke(event: unknown, context: object, origin: InvocationOrigin): Promise<unknown>;
  freeze(): void;
  thaw(): void;
  kill(): void;
  /** Resolves when its code may run; never after a kill. */
  opened(): Promise<void>;
}

type Handler = (event: unknown, context: object) => unknown;

export function createEnvironment(options: EnvironmentOptions): Environment {
  const gate = createEnvironmentGate(options.onCrash);
  let handler: Handler | undefined;
  let lastOrigin: InvocationOrigin | undefined;
  const evaluate = createEvaluator(options, gate, () => origins.getStore() ?? lastOrigin);

  return {
    id: options.id,
    state: gate.state,
    freeze: gate.freeze,
    thaw: gate.thaw,
    kill: gate.kill,
    opened: gate.opened,
    load() {
      handler = findHandler(options, evaluate);
    },
    invoke(event, context, origin) {
      const run = handler;
      lastOrigin = origin;
      return new Promise((resolve, reject) => {
        gate.pass(() => {
          const running = origins.run(origin, async () => run?.(event, context));
          running.then(
            (value) => gate.pass(() => resolve(value)),
            (error: Error) => gate.pass(() => reject(error)),
          );
        });
      });
    },
  };
}

type Evaluate = (filename: string, source: Uint8Array) => unknown;

/** Everything that one environment's code sees, and how a file is evaluated with it. */
function createEvaluator(
  options: EnvironmentOptions,
  gate: EnvironmentGate,
  origin: () => InvocationOrigin | undefined,
): Evaluate {
  const { clock, write, random } = options;
  const timers = createEnvironmentTimers(clock, gate);
  const consoleStandIn = createEnvironmentConsole(write);
  const performanceStandIn = createEnvironmentPerformance(clock);
  const processStandIn = createProcess(options);
  const { fetch: fetchStandIn = refuseFetch, ...httpModules } = options.httpModules({
    gate,
    origin,
  });
  const modules = createEnvironmentModules({
    ...httpModules,
    files: options.files,
    timers,
    random,
    process: processStandIn,
    console: consoleStandIn,
    performance: performanceStandIn,
    evaluate,
  });
  const globals = {
    ...timers,
    process: processStandIn,
    Date: createEnvironmentDate(clock),
    Math: createEnvironmentMath(random),
    performance: performanceStandIn,
    console: consoleStandIn,
    crypto: (modules.crypto as { webcrypto: object }).webcrypto,
    fetch: fetchStandIn,
    AbortSignal: createEnvironmentAbortSignal(timers),
  };
  const globalStandIn = createGlobalStandIn(globals);
  const loaded = new Map<string, { exports: unknown }>();

  function evaluate(filename: string, source: Uint8Array): unknown {
    const known = loaded.get(filename);
    if (known) return known.exports;
    const module = { exports: {} as unknown };
    loaded.set(filename, module);
    const directory = path.posix.dirname(filename);
    const require = modules.requireFrom(directory);
    const values: Record<ShadowedName, unknown> = {
      ...globals,
      exports: module.exports,
      require,
      module,
      __filename: filename,
      __dirname: directory,
      __dynamicImport: async (name: string) => namespaceOf(require(name)),
      global: globalStandIn,
      globalThis: globalStandIn,
    };
    compileBundle(source, filename)(values);
    return module.exports;
  }
  return evaluate;
}

function createProcess({ variables, clock, write, onCrash }: EnvironmentOptions): object {
  const exit = (code: number): void => onCrash(exitError(code));
  return createEnvironmentProcess({ variables, taskRoot: TASK_ROOT, clock, write, exit });
}

function createGlobalStandIn(globals: Readonly<Record<string, unknown>>): object {
  const standIn = Object.create(bundleRealm.globalThis) as Record<string, unknown>;
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(standIn, name, { value, writable: true, configurable: true });
  }
  for (const name of ['globalThis', 'global']) {
    Object.defineProperty(standIn, name, { value: standIn, writable: true, configurable: true });
  }
  return standIn;
}

function findHandler(options: EnvironmentOptions, evaluate: Evaluate): Handler {
  const dot = options.handler.lastIndexOf('.');
  const module = options.handler.slice(0, dot);
  const name = options.handler.slice(dot + 1);
  for (const suffix of ['.js', '.cjs']) {
    const bytes = options.files.get(`${module}${suffix}`);
    if (!bytes) continue;
    const exported = evaluate(`${TASK_ROOT}/${module}${suffix}`, bytes);
    const handler = (exported as Record<string, unknown> | undefined)?.[name];
    if (typeof handler === 'function') return handler as Handler;
    throw new TerminalError(
      'Runtime.HandlerNotFound',
      `${options.handler} is undefined or not exported.`,
    );
  }
  throw new TerminalError(
    'Runtime.ImportModuleError',
    `Error: Cannot find module '${module}'; the package has ${[...options.files.keys()].slice(0, 5).join(', ')}.`,
  );
}

function namespaceOf(module: unknown): unknown {
  return { ...(module as object), default: module };
}

function exitError(code: number): Error {
  return new TerminalError(
    'Runtime.ExitError',
    `RequestId: Error: Runtime exited with exit code ${code}`,
  );
}

function refuseFetch(): Promise<never> {
  return Promise.reject(
    new TerminalError(
      'SimulatedFetchRefused',
      'This simulated environment has no network to fetch from.',
    ),
  );
}
