import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { COMMANDS } from '../src/index.ts';
import { run } from './command-line.ts';
import { perform } from './in-process.ts';

/** As npm links it: an older Node hands over to the workspace's own. */
const BIN = path.resolve(__dirname, '../bin/understudy.mjs');

const FILES = mkdtempSync(path.join(tmpdir(), 'understudy-config-'));

function stageFile(name: string, text: string): string {
  const file = path.join(FILES, name);
  writeFileSync(file, text);
  return file;
}

describe('the command line', () => {
  it('lists every command', async () => {
    const { code, stdout } = await run(['--help'], { program: [process.execPath, BIN] });

    const names = COMMANDS.map(({ usage }) => usage.split(' ')[0] ?? '');
    expect(code).toBe(0);
    for (const name of names) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
  });

  it('shows examples and --json in the help of every command', async () => {
    const helps = await Promise.all(
      ['demo', 'simulator fault', 'run', 'config check'].map((name) =>
        perform([...name.split(' '), '--help']),
      ),
    );

    for (const { code, stdout } of helps) {
      expect(code).toBe(0);
      expect(stdout).toContain('Examples:\n  understudy ');
      expect(stdout).toContain('--json');
    }
    for (const { examples } of COMMANDS) expect(examples.length).toBeGreaterThan(0);
  });

  it.each([
    { why: 'an unknown option', words: ['demo', '--bogus'], says: "unknown option '--bogus'" },
    { why: 'a misspelt command', words: ['statsu'], says: 'Did you mean status?' },
    { why: 'an unknown fault', words: ['demo', '--fault', 'flood'], says: 'found "flood"' },
    { why: 'a missing argument', words: ['why'], says: "missing required argument 'incident'" },
    { why: 'a number out of bounds', words: ['simulator', '--speed', '900'], says: 'found "900"' },
    { why: 'a reason left out', words: ['disarm', 'signaling'], says: 'add --reason' },
    { why: 'no region', words: ['status', '--region', ''], says: '--region or AWS_REGION' },
    {
      why: '--without-store alone',
      words: ['run', 'signaling', '--without-store'],
      says: 'add --local',
    },
  ])('refuses $why with 64, one sentence and the next command', async ({ words, says }) => {
    const { code, stdout, stderr } = await perform(words);

    expect(code).toBe(64);
    expect(stderr).toContain(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).toBe('');
  });

  it('gives an error as data with --json', async () => {
    const { code, stdout } = await perform(['demo', '--fault', 'flood', '--json']);

    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'Usage' } });
  });

  it('says of a plan’s readiness that it is unknown where nobody answers, with 3', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const { code, stdout } = await run(['readiness', 'dr', '--stage', 'dev', '--json'], { env });

    const { state, findings } = JSON.parse(stdout) as {
      readonly state: string;
      readonly findings: readonly { readonly what: string; readonly mark: string }[];
    };
    const failed = findings.filter(({ mark }) => mark === 'failed').map(({ what }) => what);
    expect({ code, state, failed }).toEqual({ code: 3, state: 'unknown', failed: [] });
  });

  it('says in one sentence that nobody answers', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const { code, stderr } = await run(['status'], { env });

    expect(code).toBe(1);
    expect(stderr).toContain('expected an answer, found');
  });
});

describe('understudy config', () => {
  it('accepts the stage files of the app', async () => {
    const { code, stdout } = await perform(['config', 'check', '--json']);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ valid: true });
  });

  it('reports every problem at once, with a suggestion, and 2', async () => {
    const file = stageFile(
      'wrong.yml',
      'defaults:\n  confirmWindw: 3\nservices:\n  signaling:\n    policy: both\n',
    );

    const { code, stdout } = await perform(['config', 'check', file]);

    expect(code).toBe(2);
    expect(stdout).toContain('2 problems');
    expect(stdout).toContain('Did you mean confirmWindow?');
  });

  it('accepts the recovery plan of the document, and names its steps', async () => {
    const { code, stdout } = await perform([
      'config',
      'check',
      '--app',
      'dr-orchestrator',
      '--json',
    ]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      valid: true,
      plan: 'konecta-erp',
      steps: expect.arrayContaining(['fence', 'infrastructure', 'database', 'applications']),
    });
  });

  it('refuses a plan with an unknown step kind and a reference to nothing before it is deployed', async () => {
    const file = stageFile(
      'plan.yml',
      [
        'plan: konecta-erp',
        'regions: { primary: us-east-1, recovery: eu-west-1 }',
        'database: { replica: konecta-erp-dev-replica }',
        'cluster: { recovery: konecta-erp-dev-dr }',
        'application: { namespace: konecta-erp, service: konecta-erp }',
        'steps:',
        '  warm: { kind: warm-caches }',
        '  probe: { kind: http-probe, with: { url: "${steps.nobody.endpoint}" } }',
        '',
      ].join('\n'),
    );

    const { code, stdout } = await perform(['config', 'check', file, '--app', 'dr-orchestrator']);

    expect(code).toBe(2);
    expect(stdout).toMatch(/plan\.yml:7: steps\.warm\.kind: expected one of .*http-probe/);
    expect(stdout).toMatch(/plan\.yml:8: steps\.probe.*nobody/);
  });

  it('refuses the file of an app that has none', async () => {
    const { code, stderr } = await perform(['config', 'check', '--app', 'reconciler']);

    expect(code).toBe(64);
    expect(stderr).toContain('one of sns-instance-failover, dr-orchestrator');
  });

  it.each([
    [[], 'services'],
    [['--app', 'dr-orchestrator'], 'steps'],
  ])('prints a JSON Schema: %j', async (more, key) => {
    const { code, stdout } = await perform(['config', 'schema', ...more]);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'object',
      properties: { [key]: expect.anything() },
    });
  });
});
