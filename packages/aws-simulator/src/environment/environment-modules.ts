import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';

import type { Random } from '../kernel/random.ts';
import { bundleRealm } from './compiled-bundle.ts';
import { createEnvironmentFiles } from './environment-files.ts';
import { timersPromises, type EnvironmentTimers } from './environment-timers.ts';
import { TASK_ROOT, textOf, type PackagedFiles } from './packaged-files.ts';

/** Modules that would reach past the simulated world. */
const REFUSED_MODULES = [
  'child_process',
  'net',
  'tls',
  'dns',
  'dns/promises',
  'dgram',
  'http2',
  'cluster',
  'worker_threads',
];

/** Built-in modules are asked of this machine's Node; the base path does not matter to them. */
const requireBuiltin = createRequire(path.join(path.parse(process.cwd()).root, 'bundle.cjs'));

export interface EnvironmentModulesOptions {
  readonly files: PackagedFiles;
  readonly timers: EnvironmentTimers;
  readonly random: Random;
  readonly http: object;
  readonly https: object;
  readonly process: object;
  readonly console: object;
  readonly performance: object;
  /** Evaluates a further file of the package. */
  evaluate(filename: string, source: Uint8Array): unknown;
}

export type Require = (name: string) => unknown;

/** `require` of a bundle: Node's own modules, except what would leave the simulated world. */
export function createEnvironmentModules(options: EnvironmentModulesOptions): {
  requireFrom(directory: string): Require;
  readonly crypto: object;
} {
  const { timers } = options;
  const { fs, promises } = createEnvironmentFiles(options.files);
  const crypto = createEnvironmentCrypto(requireBuiltin('node:crypto') as object, options.random);
  const replaced = new Map<string, unknown>([
    ['http', options.http],
    ['https', options.https],
    ['fs', fs],
    ['fs/promises', promises],
    ['timers', timers],
    ['timers/promises', timersPromises(timers)],
    ['process', options.process],
    ['console', options.console],
    ['perf_hooks', { performance: options.performance }],
    ['crypto', crypto],
  ]);

  function requireFrom(directory: string): Require {
    return (name) => {
      const plain = name.startsWith('node:') ? name.slice('node:'.length) : name;
      if (replaced.has(plain)) return replaced.get(plain);
      if (isBuiltin(name)) {
        const real = requireBuiltin(name) as object;
        const module = REFUSED_MODULES.includes(plain) ? refusing(plain, real) : real;
        replaced.set(plain, module);
        return module;
      }
      return requireFile(options, directory, name);
    };
  }

  return { requireFrom, crypto };
}

const FILE_SUFFIXES = ['', '.js', '.cjs', '.json', '/index.js'];

function requireFile(options: EnvironmentModulesOptions, directory: string, name: string): unknown {
  if (name.startsWith('.') || name.startsWith('/')) {
    const target = path.posix.resolve(directory, name);
    for (const suffix of FILE_SUFFIXES) {
      const bytes = options.files.get(`${target}${suffix}`.slice(TASK_ROOT.length + 1));
      if (!bytes) continue;
      const filename = `${target}${suffix}`;
      return filename.endsWith('.json')
        ? bundleRealm.JSON.parse(textOf(bytes))
        : options.evaluate(filename, bytes);
    }
  }
  const error = new bundleRealm.Error(
    `Cannot find module '${name}'\nRequire stack:\n- ${directory}`,
  );
  throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
}

/** The module's names, so that a bundle loads; using one of its functions is refused. */
function refusing(moduleName: string, real: object): object {
  return new Proxy(real, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return function refused(): never {
        throw Object.assign(
          new bundleRealm.Error(
            `The simulated environment has no ${moduleName}.${String(name)}: a function reaches ` +
              'the world through the AWS SDK or node:http only.',
          ),
          { code: 'ERR_SIMULATED_MODULE_REFUSED' },
        );
      };
    },
  });
}

/** `node:crypto` with the world's chance in everything that draws. */
export function createEnvironmentCrypto(real: object, random: Random): object {
  function randomUUID(): string {
    const digits = random.hex(30);
    return (
      `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-` +
      `a${digits.slice(15, 18)}-${digits.slice(18, 30)}`
    );
  }
  function fill<T extends ArrayBufferView>(view: T): T {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    for (let index = 0; index < bytes.length; index++) bytes[index] = random.next() * 256;
    return view;
  }
  function randomBytes(size: number, done?: (error: null, bytes: Buffer) => void): unknown {
    const bytes = fill(Buffer.alloc(size));
    return done ? queueMicrotask(() => done(null, bytes)) : bytes;
  }
  function randomInt(low: number, high?: number): number {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    return Math.floor(random.uniform(from, to));
  }
  const webcrypto = {
    subtle: bundleRealm.crypto.subtle,
    getRandomValues: fill,
    randomUUID,
  };
  const own = {
    randomUUID,
    randomBytes,
    randomInt,
    randomFillSync: fill,
    getRandomValues: fill,
    webcrypto,
    subtle: webcrypto.subtle,
  };
  return new Proxy(real, {
    get: (target, name) => Reflect.get(name in own ? own : target, name) as unknown,
  });
}
