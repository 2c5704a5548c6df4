import type * as DurableSdkModule from '@aws/durable-execution-sdk-js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction, constants } from 'node:vm';
import type { DurableSdk } from '../durable-sdk.ts';

/** The names that a copy of the SDK sees instead of the platform's. */
export interface SdkGlobals {
  readonly Date: DateConstructor;
  readonly setTimeout: (task: () => void, milliseconds?: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly setImmediate?: (task: () => void) => unknown;
}

type SdkModule = typeof DurableSdkModule;

/** The order of the compiled function's parameters. */
const PARAMETERS = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  'Date',
  'setTimeout',
  'clearTimeout',
  'setImmediate',
  // A compiled function belongs to the process's first realm. A test runner's errors and data
  // belong to another, and `instanceof` and deep equality tell them apart: the caller's are used.
  'Error',
  'JSON',
] as const;

interface CompiledSdk {
  readonly path: string;
  readonly require: (name: string) => unknown;
  readonly run: (...values: readonly unknown[]) => void;
}

/**
 * The SDK makes three consoles for each invocation, each with a hundred methods: a fifth of what
 * a simulated workflow costs. The process's own does the same.
 */
const ONE_CONSOLE = {
  Console: function existingConsole(): Console {
    return console;
  },
};

let compiled: CompiledSdk | undefined;

/**
 * A copy of the durable SDK whose timers and dates are the given ones. The SDK reads the
 * platform's clock when it suspends, so on virtual time it would let real time pass and batch
 * its checkpoints by chance. It is one CommonJS file: evaluated with those names shadowed, nothing
 * of it has to be changed or written again. Compiled once; each copy costs one evaluation.
 */
export function loadDurableSdk(globals: SdkGlobals): DurableSdk {
  compiled ??= compileSdk();
  const module: { exports: unknown } = { exports: {} };
  const { path } = compiled;
  compiled.run(
    module.exports,
    compiled.require,
    module,
    path,
    dirname(path),
    globals.Date,
    globals.setTimeout,
    globals.clearTimeout,
    globals.setImmediate ?? setImmediate,
    Error,
    JSON,
  );
  return module.exports as SdkModule;
}

function compileSdk(): CompiledSdk {
  const path = createRequire(import.meta.url).resolve('@aws/durable-execution-sdk-js');
  const source = readFileSync(path, 'utf8');
  const run = compileFunction(source, [...PARAMETERS], {
    filename: path,
    // The SDK imports AWS's Lambda client only when it makes its own transport.
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const require = createRequire(path);
  return {
    path,
    require: (name) => (name === 'node:console' ? ONE_CONSOLE : (require(name) as unknown)),
    run: (...values) => Reflect.apply(run, undefined, values) as unknown,
  };
}
