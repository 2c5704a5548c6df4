import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { unzipSync } from 'fflate';

import { terraform, useLocalState } from '../../terraform/offline-terraform.ts';
import { hasTerraform } from '../../terraform/terraform-settings.ts';

const WORKSPACE = path.resolve(__dirname, '../..');

const describeWithTerraform = hasTerraform() ? describe : describe.skip;

describe('scripts/package-blueprint', () => {
  let directory: string;
  let blueprint: string;

  /** A copy of the blueprint with checksums of its providers, as somebody with a registry has it. */
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'understudy-blueprint-'));
    for (const part of ['blueprints', 'modules']) {
      cpSync(path.join(WORKSPACE, 'terraform', part), path.join(directory, part), {
        recursive: true,
      });
    }
    blueprint = path.join(directory, 'blueprints/dr-region');
    put('.terraform.lock.hcl', '# checksums\n');
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function put(name: string, text: string): void {
    mkdirSync(path.dirname(path.join(blueprint, name)), { recursive: true });
    writeFileSync(path.join(blueprint, name), text);
  }

  function edit(name: string, from: string | RegExp, to: string): void {
    const before = readFileSync(path.join(blueprint, name), 'utf8');
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    put(name, after);
  }

  function run(...parameters: string[]) {
    const command = ['scripts/blueprint/main.ts', '--blueprint', blueprint, ...parameters];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: WORKSPACE,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  function packed(out: string): { bytes: Buffer; files: Record<string, Uint8Array>; said: Said } {
    const file = path.join(directory, out);
    const { status, stdout, stderr } = run('--json', '--out', file);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const bytes = readFileSync(file);
    return { bytes, files: unzipSync(bytes), said: JSON.parse(stdout) as Said };
  }

  interface Said {
    readonly sha256: string;
    readonly bucket: string;
    readonly key: string;
  }

  it("packs the document's four files, the checksums, and the modules that are used", () => {
    const { files, said } = packed('one.zip');
    const names = Object.keys(files);

    expect(names.filter((name) => !name.includes('/'))).toEqual([
      '.terraform.lock.hcl',
      'backend.tf',
      'main.tf',
      'terraform.tfvars',
      'variables.tf',
    ]);
    expect([...new Set(names.flatMap((name) => name.split('/')[1] && path.dirname(name)))]).toEqual(
      expect.arrayContaining(['modules/eks-cluster', 'modules/load-balancer', 'modules/network']),
    );
    expect(names.join()).not.toContain('modules/traffic-switch');
    expect(names.join()).not.toContain('.test.ts');
    expect(said).toMatchObject({ bucket: 'konecta-erp-dev-dr-eu-west-1', key: 'eu-west-1-dr.zip' });
  });

  it('makes the same bytes of the same files, and says their checksum', () => {
    const one = packed('one.zip');
    cpSync(blueprint, `${blueprint}-again`, { recursive: true });
    const other = packed('other.zip');

    expect(Buffer.compare(one.bytes, other.bytes)).toBe(0);
    expect(one.said.sha256).toBe(createHash('sha256').update(one.bytes).digest('hex'));
  });

  it('makes other bytes of other files', () => {
    const one = packed('one.zip');
    edit('terraform.tfvars', /node_count\s+= 3/, 'node_count = 4');

    expect(packed('other.zip').said.sha256).not.toBe(one.said.sha256);
  });

  it('writes nothing when it is only asked to check', () => {
    const file = path.join(directory, 'none.zip');

    expect(run('--check-only', '--out', file)).toMatchObject({ status: 0 });
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  it.each<[string, (at: { put: typeof put; edit: typeof edit }) => void, string]>([
    ['no backend.tf', () => rmSync(path.join(blueprint, 'backend.tf')), 'backend.tf: expected the'],
    [
      'no values',
      () => rmSync(path.join(blueprint, 'terraform.tfvars')),
      'terraform.tfvars: expected the',
    ],
    [
      'no checksums of its providers',
      () => rmSync(path.join(blueprint, '.terraform.lock.hcl')),
      '--lock once',
    ],
    ['a state in files', (at) => at.edit('backend.tf', '"s3"', '"local"'), 'a backend "s3"'],
    [
      'a state without a lock',
      (at) => at.edit('backend.tf', /use_lockfile\s+= true/, 'use_lockfile = false'),
      'use_lockfile = true, found false',
    ],
    [
      'values of another region',
      (at) => at.edit('terraform.tfvars', 'eu-west-1', 'us-east-1'),
      'region = "eu-west-1", found us-east-1',
    ],
    [
      'a module of a registry',
      (at) => at.put('x.tf', 'module "x" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n'),
      'a module of terraform/modules, found terraform-aws-modules/vpc/aws',
    ],
    [
      'a module from elsewhere on the machine',
      (at) => at.put('x.tf', 'module "x" {\n  source = "../../../elsewhere"\n}\n'),
      'found ../../../elsewhere',
    ],
    [
      'an access key',
      (at) => at.put('x.tf', `locals {\n  key = "AKIA${'A'.repeat(16)}"\n}\n`),
      'found an access key',
    ],
    [
      'a password',
      (at) => at.put('x.tf', 'locals {\n  db_password = "hunter2"\n}\n'),
      'found a secret in clear',
    ],
    [
      'a private key',
      (at) => at.put('x.tf', `# -----BEGIN RSA ${'PRIVATE'} KEY-----\n`),
      'found a private key',
    ],
    [
      'five megabytes',
      (at) => at.put('x.tf', `# ${'x'.repeat(5 * 1024 * 1024)}\n`),
      'at most 4194304 bytes',
    ],
  ])('refuses %s', (_what, spoil, expected) => {
    spoil({ put, edit });

    const { status, stderr } = run('--check-only');

    expect(status).toBe(1);
    expect(stderr).toContain(expected);
  });

  it('names all problems at once, for machines too', () => {
    rmSync(path.join(blueprint, 'terraform.tfvars'));
    edit('backend.tf', /use_lockfile\s+= true/, 'use_lockfile = false');

    const { problems } = JSON.parse(run('--check-only', '--json').stdout) as {
      problems: { file: string }[];
    };

    expect(problems.map(({ file }) => file)).toEqual(['terraform.tfvars', 'backend.tf']);
  });

  it('refuses a region that its state is not in', () => {
    expect(run('--check-only', '--region', 'eu-central-1')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('backend.tf: expected region = eu-central-1'),
    });
  });

  it('follows no link out of the blueprint', () => {
    symlinkSync('/etc/hostname', path.join(blueprint, 'x.tf'));

    expect(run('--check-only')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('x.tf: expected a file, found a link'),
    });
  });

  it('takes no option that it does not have', () => {
    expect(run('--force')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
  });

  describeWithTerraform('Terraform takes the archive', () => {
    it('that was unpacked somewhere else', () => {
      const { files } = packed('one.zip');
      const unpacked = path.join(directory, 'unpacked');
      for (const [name, bytes] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(unpacked, name)), { recursive: true });
        writeFileSync(path.join(unpacked, name), bytes);
      }
      useLocalState(unpacked);
      rmSync(path.join(unpacked, '.terraform.lock.hcl'));

      expect(terraform(unpacked, 'init')).toMatchObject({ status: 0 });
      expect(terraform(unpacked, 'plan')).toMatchObject({
        status: 0,
        words: expect.stringMatching(/Plan: \d+ to add, 0 to change, 0 to destroy/),
      });
    });
  });
});
