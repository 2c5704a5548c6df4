import { createHash } from 'node:crypto';
import vm from 'node:vm';

import { textOf } from './packaged-files.ts';

/** The names that an environment replaces: they shadow the globals lexically. */
export const SHADOWED_NAMES = [
  'exports',
  'require',
  'module',
  '__filename',
  '__dirname',
  '__dynamicImport',
  'process',
  'Date',
  'Math',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'performance',
  'console',
  'crypto',
  'fetch',
  'AbortSignal',
  'global',
  'globalThis',
] as const;

export type ShadowedName = (typeof SHADOWED_NAMES)[number];

/** One evaluation of a bundle, with a value for each shadowed name. */
export type CompiledBundle = (values: Readonly<Record<ShadowedName, unknown>>) => void;

/** Compiled once per text: a bundle of a megabyte takes tens of milliseconds to parse. */
const compiledByHash = new Map<string, CompiledBundle>();

/** The same, found without hashing: environments of one package share its bytes. */
const compiledByBytes = new WeakMap<Uint8Array, CompiledBundle>();

export function compileBundle(bytes: Uint8Array, filename: string): CompiledBundle {
  const known = compiledByBytes.get(bytes);
  if (known) return known;
  const compiled = compileText(textOf(bytes), filename);
  compiledByBytes.set(bytes, compiled);
  return compiled;
}

function compileText(source: string, filename: string): CompiledBundle {
  const hash = createHash('sha256').update(filename).update('\0').update(source).digest('hex');
  const known = compiledByHash.get(hash);
  if (known) return known;
  const evaluate = vm.compileFunction(withoutDynamicImport(source), [...SHADOWED_NAMES], {
    filename,
  });
  const compiled: CompiledBundle = (values) => {
    evaluate.call(values.exports, ...SHADOWED_NAMES.map((name) => values[name]));
  };
  compiledByHash.set(hash, compiled);
  return compiled;
}

/** A compiled function has no module loader for `import()`; the environment's `require` serves it. */
function withoutDynamicImport(source: string): string {
  return source.replace(/(?<![\w$.])import\(/g, '__dynamicImport(');
}

/**
 * The intrinsics of the realm in which bundles run. Under a test runner with realms of its own they
 * are not this module's: `Date` in a bundle must be its own realm's.
 */
export interface BundleRealm {
  readonly Date: DateConstructor;
  readonly Error: ErrorConstructor;
  readonly Math: Math;
  readonly AbortSignal: typeof AbortSignal;
  readonly AbortController: typeof AbortController;
  readonly DOMException: typeof DOMException;
  readonly JSON: JSON;
  readonly crypto: typeof globalThis.crypto;
  readonly globalThis: object;
}

const readRealm = vm.compileFunction(
  'return { Date, Error, Math, AbortSignal, AbortController, DOMException, JSON, crypto, globalThis };',
) as () => BundleRealm;
export const bundleRealm = readRealm();
