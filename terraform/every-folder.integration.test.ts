import { appendFileSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { createWorkplace, terraform, useLocalState } from './offline-terraform.ts';
import { hasTerraform } from './terraform-settings.ts';

const MODULES = globSync('modules/*', { cwd: __dirname }).toSorted();
/** What is applied on its own; everything else is a module of one of these. */
const ROOTS = [...globSync('environments/*/*', { cwd: __dirname }), 'blueprints/dr-region'];

/** The value of an argument in a file of a folder. */
function argument(folder: string, file: string, name: string): string | undefined {
  const text = readFileSync(path.join(__dirname, folder, file), 'utf8');
  return new RegExp(`^\\s*${name}\\s*=\\s*"?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
}

const describeWithTerraform = hasTerraform() ? describe : describe.skip;

describeWithTerraform('Terraform takes', () => {
  const workplace = createWorkplace();
  afterAll(() => workplace.remove());

  it.each(ROOTS)('%s, its modules and its own values, without a word of warning', (folder) => {
    const directory = workplace.folder(folder);
    useLocalState(directory);
    const begun = terraform(directory, 'init');
    const planned = terraform(directory, 'plan');

    expect(begun).toMatchObject({ status: 0 });
    expect(planned).toMatchObject({ status: 0, words: expect.stringMatching(/Plan: \d+ to add/) });
    // The sign that the stand-in was asked is the one warning.
    expect(planned.words.match(/Warning: [\w ]+/g)).toEqual([
      expect.stringContaining('Provider development overrides'),
    ]);
  });

  it('what the tests of the modules say', () => {
    const directory = workplace.folder('module-tests');
    terraform(directory, 'init');

    expect(terraform(directory, 'test')).toMatchObject({
      status: 0,
      words: expect.stringMatching(/Success! \d+ passed, 0 failed/),
    });
  });

  it('no argument that AWS does not have', () => {
    const directory = workplace.folder('module-tests');
    appendFileSync(path.join(directory, 'main.tf'), 'resource "aws_vpc" "x" {\n  sider = 1\n}\n');

    const { status, words } = terraform(directory, 'validate');

    expect(status).toBe(1);
    expect(words).toContain('An argument named "sider" is not expected here');
  });

  it('every file as `terraform fmt` writes it', () => {
    expect(terraform(__dirname, 'fmt', '-check', '-recursive', '-diff')).toMatchObject({
      status: 0,
      stdout: '',
    });
  });
});

it.each(MODULES)('%s is used, and so planned, by a root', (module) => {
  const sources = globSync('{blueprints,environments,modules}/**/*.tf', { cwd: __dirname });
  const using = sources.filter((file) =>
    readFileSync(path.join(__dirname, file), 'utf8').includes(`/${path.basename(module)}"`),
  );

  expect(using).not.toEqual([]);
});

describe.each(ROOTS)('the backend of %s', (folder) => {
  it('is in the region that the folder is for: no region needs another one', () => {
    expect(argument(folder, 'backend.tf', 'region')).toBe(
      argument(folder, 'terraform.tfvars', 'region'),
    );
  });

  it('is locked in S3 itself, and encrypted', () => {
    expect([
      argument(folder, 'backend.tf', 'use_lockfile'),
      argument(folder, 'backend.tf', 'encrypt'),
    ]).toEqual(['true', 'true']);
  });
});
