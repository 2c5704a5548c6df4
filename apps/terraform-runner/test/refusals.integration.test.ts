import { chmodSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';

import { systemClock } from '@understudy/clock';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { readRunnerSettings } from '../src/settings.ts';
import { startMoto, type Backend } from './world/backends.ts';
import { backendText, blueprint, MAIN, sha256Of, zipOf, type Files } from './world/blueprint.ts';
import { BUCKET } from './world/buckets.ts';
import { processesIn } from './world/processes.ts';
import { createRunnerWorld, type RunnerWorld } from './world/runner-world.ts';

let backend: Backend;
let world: RunnerWorld;

beforeAll(async () => {
  backend = await startMoto();
});

beforeEach(async () => {
  world = await createRunnerWorld(backend.endpoint);
});

afterEach(() => world.close());

afterAll(() => backend.stop());

/** The blueprint's files with one more entry, whatever it is called and claims to be. */
function with_(entry: Zippable): Uint8Array {
  const files = Object.entries(blueprint(world.own)).map(
    ([name, text]) => [name, strToU8(text)] as const,
  );
  return zipSync({ ...Object.fromEntries(files), ...entry });
}

/** The document's own list of what the archive holds. */
const DOCUMENTS_FILES = ['main.tf', 'variables.tf', 'terraform.tfvars', 'backend.tf'] as const;

/** Unix attributes of an entry: links and devices are told by them alone. */
function unix(mode: number) {
  return { os: 3, attrs: mode << 16 };
}

/** A sound archive whose directory declares another size for its largest entry. */
function declaring(bytes: number): Uint8Array {
  const archive = Buffer.from(with_({ 'zeros.bin': new Uint8Array(2 * 1024 * 1024) }));
  const entry = archive.lastIndexOf('zeros.bin');
  const header = archive.lastIndexOf(Buffer.from('PK\x01\x02'), entry);
  archive.writeUInt32LE(bytes, header + 24);
  return archive;
}

/** One byte in the middle of a file is another. */
function damaged(): Uint8Array {
  const text = zipOf(blueprint({ ...world.own, 'notes.txt': 'a'.repeat(100) }));
  const archive = Buffer.from(text);
  const at = archive.indexOf('notes.txt') + 'notes.txt'.length + 1;
  archive.writeUInt8(archive.readUInt8(at) ^ 0xff, at);
  return archive;
}

describe('an archive', () => {
  it.each<[string, () => Uint8Array, RegExp]>([
    ['that is none', () => strToU8('not a zip at all'), /ArchiveRefused/],
    ['that was cut off', () => zipOf(blueprint()).slice(0, 300), /ArchiveRefused/],
    ['that is damaged', damaged, /ArchiveRefused/],
    [
      'that leaves its folder',
      () => with_({ '../evil.tf': strToU8('x') }),
      /stays inside|relative/,
    ],
    ['with an absolute path', () => with_({ '/etc/evil.tf': strToU8('x') }), /relative|absolute/],
    ['with a link', () => with_({ link: [strToU8('/etc/passwd'), unix(0o120777)] }), /a link/],
    ['with a device', () => with_({ device: [strToU8(''), unix(0o020666)] }), /device/],
    ['of 4 GB, unpacked', () => declaring(4_000_000_000), /bytes/],
    ['that says it is small, and is not', () => declaring(1_000), /ArchiveRefused/],
    [
      'packed too well to be text',
      () => with_({ 'zeros.bin': new Uint8Array(15 * 1024 * 1024) }),
      /packed at most/,
    ],
    ['with a name twice', () => with_({ 'MAIN.tf': strToU8('x') }), /each path once/],
    [
      'with plug-ins',
      () => with_({ '.terraform/providers/evil': strToU8('x') }),
      /nothing but the blueprint/,
    ],
    ['with a state', () => with_({ 'terraform.tfstate': strToU8('{}') }), /nothing but/],
    ...DOCUMENTS_FILES.map((name): [string, () => Uint8Array, RegExp] => [
      `without ${name}`,
      () => zipOf(without(blueprint(world.own), name)),
      new RegExp(`found no ${name.replace('.', '\\.')}$|found no ${name.replace('.', '\\.')}[.;]`),
    ]),
  ])('%s is refused, and leaves nothing', async (_what, archive, words) => {
    const { readdirSync } = await import('node:fs');

    const answer = await world.run(await world.upload(archive()));

    expect(answer.outcome).toBe('refused');
    expect(answer.sentence).toMatch(words);
    expect(readdirSync(world.workDirectory)).toEqual([]);
  });

  it('with another checksum than was asked for is refused', async () => {
    const bytes = zipOf(blueprint(world.own));
    const archive = await world.upload(bytes);

    const wrong = await world.run({ ...archive, sha256: 'a'.repeat(64) });
    const right = await world.run({
      bucket: archive.bucket,
      key: archive.key,
      sha256: sha256Of(bytes),
    });

    expect(wrong.outcome).toBe('refused');
    expect(wrong.sentence).toContain(`found ${sha256Of(bytes)}`);
    expect(right.outcome).toBe('applied');
  });

  it('that is pinned by its version is that version, whatever was uploaded since', async () => {
    const pinned = await world.upload(blueprint(world.own));
    await world.upload({ 'main.tf': 'something else' });

    expect(await world.run(pinned)).toMatchObject({ outcome: 'applied' });
  });

  it('that is not there is said so', async () => {
    const answer = await world.run({ bucket: BUCKET, key: 'none.zip', sha256: 'a'.repeat(64) });

    expect(answer.outcome).toBe('refused');
    expect(answer.sentence).toContain(`s3://${BUCKET}/none.zip`);
  });
});

describe('a blueprint', () => {
  it.each<[string, () => Files, RegExp]>([
    [
      'whose backend is in the lost region',
      () => ({ 'backend.tf': backendText({ region: 'us-east-1', key: world.stateKey }) }),
      /region eu-west-1.*found region us-east-1/,
    ],
    [
      'whose backend is in another bucket',
      () => ({ 'backend.tf': backendText({ bucket: 'another-bucket-of-somebody', key: 'x' }) }),
      /another-bucket-of-somebody/,
    ],
    [
      'whose backend has another key',
      () => ({ 'backend.tf': backendText({ key: 'another.tfstate' }) }),
      /key dr\/.*found key another.tfstate/,
    ],
    [
      'whose backend takes no lock',
      () => ({ 'backend.tf': backendText({ key: world.stateKey, more: '' }) }),
      /use_lockfile = true/,
    ],
    [
      'whose state would be on the disk',
      () => ({ 'backend.tf': 'terraform {\n  backend "local" {}\n}\n' }),
      /"local"/,
    ],
    [
      'that moves its backend in an override',
      () => ({
        ...world.own,
        'zz_override.tf': backendText({ key: 'moved.tfstate' }),
      }),
      /key dr\/.*found key moved.tfstate/,
    ],
    [
      'that is not valid',
      () => ({ ...world.own, 'main.tf': 'resource "terraform_data" "x" {\n  input = \n}\n' }),
      /main\.tf line 2: .*expression/i,
    ],
    [
      'that names what does not exist',
      () => ({ ...world.own, 'main.tf': `${MAIN}\noutput "x" {\n  value = var.nothing\n}\n` }),
      /main\.tf line \d+: .*undeclared/i,
    ],
  ])('%s is refused with its reason', async (_what, files, words) => {
    const answer = await world.run(await world.upload(blueprint(files())));

    expect(answer.sentence).toMatch(words);
    expect(['refused', 'failed']).toContain(answer.outcome);
    expect(answer.counts).toBeUndefined();
  });

  it('is not built for a region that is not the runner’s', async () => {
    const archive = await world.upload(blueprint(world.own));

    const answer = await world.run(archive, { request: { region: 'us-east-1' } });

    expect(answer).toMatchObject({ outcome: 'refused' });
    expect(answer.sentence).toContain('Ask the runner in us-east-1');
  });
});

/** Terraform asks its backend again, further and further apart, before it says so. */
const PATIENCE_MS = 75_000;

describe('a machine', () => {
  it('whose backend cannot be reached says so in time, in Terraform’s words', async () => {
    const unreachable = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };

    const answer = await world.run(await world.upload(blueprint(world.own)), {
      environment: unreachable,
      withinMilliseconds: PATIENCE_MS,
    });

    expect(answer.outcome).toBe('failed');
    expect(answer.sentence).toMatch(/^terraform init: .*S3.*connection refused/s);
    expect(answer.counts).toBeUndefined();
  }, 90_000);

  it('whose backend is silent ends before its deadline, says where it stopped, and leaves no child', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const sockets = new Set<Socket>();
    silent.on('connection', (socket) => sockets.add(socket));
    const began = systemClock.now();

    const answer = await world.run(await world.upload(blueprint(world.own)), {
      environment: { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      withinMilliseconds: 14_000,
    });
    const took = systemClock.now() - began;
    for (const socket of sockets) socket.destroy();
    silent.close();

    expect(sockets.size).toBeGreaterThan(0);
    expect(took).toBeLessThan(14_000);
    expect(processesIn(world.workDirectory)).toEqual([]);
    expect(answer).toMatchObject({ outcome: 'interrupted', left: [] });
    expect(answer.sentence).toBe('Stopped in time during init; nothing was changed.');
  });

  it('whose disk is full says so', async () => {
    const wrapper = path.join(
      world.workDirectory,
      '..',
      `terraform-${path.basename(world.workDirectory)}`,
    );
    // A file of more than 0.5 KB cannot be written by this Terraform: its plan is longer.
    const { terraformBinary } = readRunnerSettings(world.environment());
    writeFileSync(wrapper, `#!/bin/sh\nulimit -f 1\nexec "${terraformBinary}" "$@"\n`);
    chmodSync(wrapper, 0o755);

    const answer = await world.run(await world.upload(blueprint(world.own)), {
      environment: { TERRAFORM_BINARY: wrapper },
    });
    const { rmSync } = await import('node:fs');
    rmSync(wrapper);

    expect(answer.outcome).toBe('failed');
    expect(answer.sentence).toMatch(/file too large|no space/i);
  });

  it('without Terraform says how to get it', async () => {
    const answer = await world.run(await world.upload(blueprint(world.own)), {
      environment: { TERRAFORM_BINARY: '/nowhere/terraform' },
    });

    expect(answer.outcome).toBe('failed');
    expect(answer.sentence).toContain('scripts/terraform-binary');
  });
});

describe('a check', () => {
  it('looks at the blueprint alone, and says what it found', async () => {
    const archive = await world.upload(blueprint(world.own));

    const answer = await world.run(archive, { request: { verb: 'check' } });

    expect(answer).toMatchObject({ outcome: 'checked' });
    expect(answer.findings.map(({ mark }) => mark)).toEqual(['verified', 'verified', 'verified']);
  });

  it('finds what is not pinned, and what is not valid', async () => {
    const { bucket, key } = await world.upload(blueprint(world.own));
    const invalid = await world.upload(
      blueprint({ ...world.own, 'main.tf': 'output "x" {\n  value = var.nothing\n}\n' }),
    );

    const loose = await world.run({ bucket, key }, { request: { verb: 'check' } });
    const wrong = await world.run(invalid, { request: { verb: 'check' } });

    expect(loose.findings).toContainEqual(
      expect.objectContaining({ mark: 'failed', repair: expect.stringContaining('sha256') }),
    );
    expect(wrong).toMatchObject({ outcome: 'refused' });
    expect(wrong.sentence).toContain('main.tf line 2');
  });
});

function without(files: Files, name: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([one]) => one !== name));
}
