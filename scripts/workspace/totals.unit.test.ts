import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SCRIPTS = path.resolve(__dirname, '..');

interface Project {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: readonly string[];
}

/** What `scripts/test` ends with over a workspace whose projects left these counts (or none). */
function totalsOf(projects: Readonly<Record<string, Project | null>>, isCi: boolean) {
  const root = mkdtempSync(path.join(tmpdir(), 'understudy-totals-'));
  try {
    mkdirSync(path.join(root, 'scripts'));
    cpSync(
      path.join(SCRIPTS, 'permitted-skips.json'),
      path.join(root, 'scripts/permitted-skips.json'),
    );
    for (const [name, counts] of Object.entries(projects)) {
      const project = path.join(root, 'packages', name);
      mkdirSync(path.join(project, 'dist'), { recursive: true });
      writeFileSync(path.join(project, 'jest.config.cjs'), '');
      if (!counts) continue;
      const written = { passed: 1, failed: 0, skipped: [], ...counts };
      writeFileSync(path.join(project, 'dist/test-results.json'), JSON.stringify(written));
    }
    const { CI: _, ...env } = process.env;
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(SCRIPTS, 'total-results.ts')],
      { cwd: root, encoding: 'utf8', env: isCi ? { ...env, CI: 'true' } : env },
    );
    const totals = readFileSync(path.join(root, 'dist/totals.txt'), 'utf8').trim();
    return { status, stderr, totals };
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe('the totals of all tests', () => {
  it('are one line, and pass when all have passed', () => {
    expect(totalsOf({ clock: { passed: 3 }, errors: { passed: 4 } }, true)).toMatchObject({
      status: 0,
      totals: '7 passed, 0 failed',
    });
  });

  it.each([
    ['a failure', { clock: { failed: 1 } }, false, ''],
    ['a project that left no counts', { clock: {}, errors: null }, false, 'its tests did not run'],
    ['a skip that nobody permits', { clock: { skipped: ['tells time'] } }, false, 'tells time'],
    ['where everything is there, any skip', { clock: { skipped: ['by boto3'] } }, true, 'by boto3'],
  ])('fail over %s', (_what, projects, isCi, says) => {
    const { status, stderr } = totalsOf(projects, isCi);

    expect(status).toBe(1);
    expect(stderr).toContain(says);
  });

  it('let a listed skip pass elsewhere, and count it', () => {
    expect(totalsOf({ clock: { skipped: ['by boto3'] } }, false)).toMatchObject({
      status: 0,
      totals: '1 passed, 0 failed, 1 skipped',
    });
  });
});
