import { spawnSync } from 'node:child_process';
import path from 'node:path';

const WORKSPACE = path.resolve(__dirname, '../..');
const ESLINT = path.join(WORKSPACE, 'node_modules/.bin/eslint');

interface Report {
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

/** What lint says of a text, as if it stood in a file that exists. */
function lint(file: string, text: string): readonly string[] {
  const { stdout } = spawnSync(
    ESLINT,
    ['--stdin', '--stdin-filename', path.join(WORKSPACE, file), '--format', 'json'],
    { cwd: WORKSPACE, input: text, encoding: 'utf8', env: { ...process.env, NX_DAEMON: 'false' } },
  );
  const [report] = JSON.parse(stdout) as Report[];
  return (report?.messages ?? []).map(({ ruleId }) => ruleId ?? 'no rule');
}

const BOUNDARY = '@nx/enforce-module-boundaries';
const PURE = 'no-restricted-imports';

describe('lint reports a forbidden import', () => {
  it.each([
    [
      'of an app by an app',
      'apps/sns-instance-failover/src/index.ts',
      '@understudy/operator-cli',
      BOUNDARY,
    ],
    [
      'of an adapter by a core package',
      'packages/leases/src/index.ts',
      '@understudy/aws-clients',
      BOUNDARY,
    ],
    [
      'of a core package by a foundation',
      'packages/clock/src/index.ts',
      '@understudy/config',
      BOUNDARY,
    ],
    [
      'of an SDK where it is decided',
      'apps/sns-instance-failover/src/deciding/decision.ts',
      '@aws-sdk/client-ec2',
      PURE,
    ],
    ['of an app by a script', 'scripts/total-results.ts', '@understudy/operator-cli', BOUNDARY],
    ['of a node built-in by rules', 'packages/leases/src/lease-rules.ts', 'node:fs', PURE],
  ])('%s', (_what, file, imported, rule) => {
    const rules = lint(file, `import * as other from '${imported}';\nexport const it = other;\n`);

    expect(rules).toContain(rule);
  });

  it.each(['scripts/total-results.ts', 'terraform/offline-terraform.ts'])(
    'and a hidden input in %s',
    (file) => {
      expect(lint(file, "export const it = process.env['CI'];\n")).toEqual([
        'no-restricted-syntax',
      ]);
    },
  );

  it('and none where the import is allowed', () => {
    const text =
      "import { createVirtualClock } from '@understudy/clock';\nexport { createVirtualClock };\n";

    const rules = lint('packages/leases/src/index.ts', text);

    expect(rules).not.toContain(BOUNDARY);
    expect(rules).not.toContain(PURE);
  });
});
