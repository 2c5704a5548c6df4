import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { run } from './command-line.ts';
import { startSimulator, type RunningSimulator } from './running-simulator.ts';

jest.setTimeout(120_000);

/** A person carries it on a stick and starts it at 3 a.m. */
const BUNDLE_BYTES_MAX = 8 * 1_048_576;

describe('the bundled file, alone in an empty directory', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'understudy-bundle-'));
  const file = path.join(directory, 'understudy.mjs');
  const options = { cwd: directory, program: [process.execPath, file] } as const;
  let simulator: RunningSimulator;

  beforeAll(async () => {
    const app = path.resolve(__dirname, '..');
    const built = path.join(directory, 'built.mjs');
    execFileSync(process.execPath, [path.join(app, 'bin/make-bundle.mjs'), built], { cwd: app });
    copyFileSync(built, file);
    simulator = await startSimulator();
  });

  afterAll(() => simulator.stop());

  it('is small enough to carry, and starts', async () => {
    const { code, stdout } = await run(['--help'], options);

    expect(code).toBe(0);
    expect(stdout).toContain('readiness');
    expect(statSync(file).size).toBeLessThan(BUNDLE_BYTES_MAX);
  });

  it('asks a deployed Understudy', async () => {
    const { code, stdout, stderr } = await run(['status'], { ...options, env: simulator.env });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('signaling: primary in charge');
  });
});
