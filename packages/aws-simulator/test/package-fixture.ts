import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readStackPackage, type StackPackage } from '../src/deployment/read-package.ts';

const PROJECT = path.resolve(__dirname, '..');
const PROGRAMS = path.resolve(PROJECT, '../../node_modules/.bin');

/** Packaging bundles two functions: seconds, but minutes on a machine that is busy. */
export const PACKAGING_MS_MAX = 300_000;

/** Packages a fixture service with the real `sls package`; no account and no network are needed. */
export function packageFixture(name: string): StackPackage {
  const output = mkdtempSync(path.join(tmpdir(), `${name}-`));
  try {
    execFileSync(path.join(PROGRAMS, 'sls'), ['package', '--package', output], {
      cwd: path.join(PROJECT, 'test/fixtures', name),
      env: { ...process.env, PATH: `${PROGRAMS}${path.delimiter}${process.env['PATH'] ?? ''}` },
      stdio: 'pipe',
      timeout: PACKAGING_MS_MAX,
    });
    return readStackPackage(output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}
