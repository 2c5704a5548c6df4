import { unzipSync } from 'fflate';

/** What is in a function's zip: paths with `/`, relative to the task root. */
export type PackagedFiles = ReadonlyMap<string, Uint8Array>;

/** Where Lambda unpacks a function (AWS: `LAMBDA_TASK_ROOT`). */
export const TASK_ROOT = '/var/task';

/** A stack is deployed many times over by tests and simulations: its zips are unpacked once. */
const unpacked = new WeakMap<Uint8Array, PackagedFiles>();

export function readZip(archive: Uint8Array): PackagedFiles {
  const known = unpacked.get(archive);
  if (known) return known;
  const entries = Object.entries(unzipSync(archive)).filter(([path]) => !path.endsWith('/'));
  const files = new Map(entries);
  unpacked.set(archive, files);
  return files;
}

/** The packaged file at an absolute path beneath the task root. */
export function packagedFileAt(files: PackagedFiles, path: string): Uint8Array | undefined {
  if (!path.startsWith(`${TASK_ROOT}/`)) return undefined;
  return files.get(path.slice(TASK_ROOT.length + 1));
}

export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
