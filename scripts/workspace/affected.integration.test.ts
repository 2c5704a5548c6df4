import { execFileSync } from 'node:child_process';
import path from 'node:path';

const WORKSPACE = path.resolve(__dirname, '../..');
const NX = path.join(WORKSPACE, 'node_modules/.bin/nx');

function nx(...args: readonly string[]): string {
  const env = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' };
  return execFileSync(NX, [...args], { cwd: WORKSPACE, env, encoding: 'utf8' });
}

/** The projects that a change of a file affects, without the workspace itself. */
function affectedBy(file: string): readonly string[] {
  const text = nx('show', 'projects', '--affected', `--files=${file}`, '--json');
  return (JSON.parse(text) as string[]).filter((name) => name.startsWith('@understudy/')).sort();
}

describe('a change affects what depends on it, and nothing else', () => {
  it('in the command line: the command line alone', () => {
    expect(affectedBy('apps/operator-cli/src/index.ts')).toEqual(['@understudy/operator-cli']);
  });

  it('in the app: the app, and the command line that hosts it', () => {
    expect(affectedBy('apps/sns-instance-failover/src/index.ts')).toEqual([
      '@understudy/operator-cli',
      '@understudy/sns-instance-failover',
    ]);
  });

  it('in the clock: everything that depends on it, not what does not', () => {
    const affected = affectedBy('packages/clock/src/clock.ts');

    expect(affected).toEqual(
      expect.arrayContaining([
        '@understudy/clock',
        '@understudy/aws-simulator',
        '@understudy/leases',
        '@understudy/sns-instance-failover',
        '@understudy/operator-cli',
      ]),
    );
    expect(affected).not.toContain('@understudy/errors');
    expect(affected).not.toContain('@understudy/config');
  });
});

describe('every project', () => {
  it.each(['lint', 'test', 'typecheck'])('has the target %s inferred', (target) => {
    const all = JSON.parse(nx('show', 'projects', '--json')) as string[];
    const having = JSON.parse(
      nx('show', 'projects', `--with-target=${target}`, '--json'),
    ) as string[];

    // The workspace itself is one: its scripts, and what Terraform is tested with.
    const ours = all.filter((name) => /^@understudy\/|^understudy-workspace$/.test(name));
    expect(ours).toContain('understudy-workspace');
    expect(having).toEqual(expect.arrayContaining(ours));
  });

  it('refers to the projects that it depends on, as nx sync makes it', () => {
    expect(() => nx('sync:check')).not.toThrow();
  });
});
