import fs from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';

import { bundleRealm } from './compiled-bundle.ts';
import { packagedFileAt, TASK_ROOT, type PackagedFiles } from './packaged-files.ts';

type Done = (error: unknown, value?: unknown) => void;
type Options = string | { readonly encoding?: string | null } | null | undefined;

/**
 * `node:fs` as a function sees it: its own files beneath the task root, no AWS configuration of
 * this machine, and the machine's file system for the rest (`/tmp`).
 */
export function createEnvironmentFiles(files: PackagedFiles): {
  readonly fs: object;
  readonly promises: object;
} {
  /** The file's bytes, an error, or undefined when the machine's file system has the answer. */
  function lookUp(path: unknown): Uint8Array | Error | undefined {
    const name = nameOf(path);
    if (name === undefined) return undefined;
    const packaged = packagedFileAt(files, name);
    if (packaged) return packaged;
    const hidden = name.startsWith(`${TASK_ROOT}/`) || /[\\/]\.aws[\\/]/.test(name);
    return hidden ? notFound(name) : undefined;
  }

  function readFileSync(path: unknown, options?: Options): unknown {
    const found = lookUp(path);
    if (found === undefined) return fs.readFileSync(path as string, options as 'utf8');
    if (isError(found)) throw found;
    return decode(found, options);
  }

  async function readFilePromise(path: unknown, options?: Options): Promise<unknown> {
    return readFileSync(path, options);
  }

  function readFile(path: unknown, options: Options | Done, done?: Done): void {
    const callback = typeof options === 'function' ? options : done;
    readFilePromise(path, typeof options === 'function' ? undefined : options).then(
      (value) => callback?.(null, value),
      (error: unknown) => callback?.(error),
    );
  }

  function existsSync(path: unknown): boolean {
    const found = lookUp(path);
    return found === undefined ? fs.existsSync(path as string) : !isError(found);
  }

  async function access(path: unknown, mode?: number): Promise<void> {
    const found = lookUp(path);
    if (found === undefined) return fs.promises.access(path as string, mode);
    if (isError(found)) throw found;
  }

  const promises = overlay(fs.promises, { readFile: readFilePromise, access });
  return { fs: overlay(fs, { readFileSync, readFile, existsSync, promises }), promises };
}

function overlay(real: object, own: Readonly<Record<string, unknown>>): object {
  const descriptors = Object.entries(own).map(([name, value]) => [name, { value }] as const);
  return Object.create(real, Object.fromEntries(descriptors)) as object;
}

/** Relative names are relative to the task root, which is where a function runs. */
function nameOf(path: unknown): string | undefined {
  if (typeof path === 'string') return posix.resolve(TASK_ROOT, path);
  return path instanceof URL ? fileURLToPath(path) : undefined;
}

function decode(bytes: Uint8Array, options: Options): unknown {
  const encoding = typeof options === 'string' ? options : options?.encoding;
  const buffer = Buffer.from(bytes);
  return encoding ? buffer.toString(encoding as BufferEncoding) : buffer;
}

function isError(found: Uint8Array | Error): found is Error {
  return 'message' in found;
}

function notFound(path: string): Error {
  const error = new bundleRealm.Error(`ENOENT: no such file or directory, open '${path}'`);
  return Object.assign(error, { code: 'ENOENT', errno: -2, syscall: 'open', path });
}
