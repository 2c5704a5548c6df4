import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { systemClock } from '@understudy/clock';

import { finish, run, start, untilWritten } from './command-line.ts';

jest.setTimeout(400_000);

/** What a new user is promised, with all that takes part. */
const DEMO_SECONDS_MAX = 120;

const CONTROL_PLANE = path.resolve(
  __dirname,
  '../../../scripts/kubernetes-control-plane.d/main.ts',
);
const WORKSPACE_NODE = path.resolve(__dirname, '../../../node_modules/.bin/node');

/** What `scripts/test` built, or what this machine has: the demo itself never builds it. */
const isHere = spawnSync(WORKSPACE_NODE, [CONTROL_PLANE, 'get', '--no-build']).status === 0;
const describeReal = isHere ? describe : describe.skip;

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
const BUILT_HERE =
  /Terraform [\d.]+ of this machine builds, against the simulator's S3 with its lock/;

/** A supervisor that lost its parent looks several times a second, and ends its programs at once. */
const ENDED_WITHIN_LOOKS = 100;
const LOOK_MS = 100;

describeReal('demo dr on a real Kubernetes API', () => {
  let directory: string;
  /** Whatever the demo starts works below this directory, and names it. */
  const env = () => ({ TMPDIR: directory });

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'real-kubernetes-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('deploys the applications there, shows its rollouts, and leaves nothing running', async () => {
    const report = path.join(directory, 'report.html');

    const began = systemClock.now();
    const { code, stdout, stderr } = await run(['demo', 'dr', '--report', report], { env: env() });
    const seconds = (systemClock.now() - began) / 1_000;

    const board = stdout.split('\n').map((line) => line.trim());
    expect({ code, complaint: /understudy:.*/.exec(stderr)?.[0] }).toEqual({ code: 0 });
    expect(stdout).toContain('Applications are deployed to a real Kubernetes API');
    expect(stdout).toMatch(
      hasTerraform ? BUILT_HERE : /Terraform is modelled: this machine has none/,
    );
    if (hasTerraform) {
      for (const words of [/Plan: \d+ to add/, /terraform_data\.\w+: Creation complete/]) {
        const row = new RegExp(`infrastructure +running +${words.source}`);
        expect(board).toContainEqual(expect.stringMatching(row));
      }
    }
    expect(board).toContainEqual(expect.stringMatching(/preparation +done/));
    expect(board).toContainEqual(
      expect.stringMatching(/applications +running +Deployment konecta-erp restarted for dr-/),
    );
    expect(board).toContainEqual(
      expect.stringMatching(/applications +done +1 of 1 rollouts are complete\.$/),
    );
    expect(stdout).toContain('"message": "DR failover completed successfully"');
    expect(await leftOf(directory)).toEqual({ files: ['report.html'], processes: [] });
    expect(seconds).toBeLessThan(DEMO_SECONDS_MAX);
  });

  it.each([
    ['Ctrl-C while the API starts', 'SIGINT', 'starting a Kubernetes API'],
    ['its death while the API starts', 'SIGKILL', 'starting a Kubernetes API'],
    ['Ctrl-C in the middle of the story', 'SIGINT', 'us-east-1 is lost: nothing there answers'],
  ] as const)('leaves nothing running after %s', async (_what, signal, words) => {
    const child = start(['demo', 'dr', '--speed', '60'], { env: env() });
    const ended = finish(child);
    await untilWritten(child, words);
    await untilStarted(directory);

    child.kill(signal);

    const { code } = await ended;
    const { files, processes } = await leftOf(directory);
    expect({ code, processes }).toEqual({ code: signal === 'SIGINT' ? 130 : null, processes: [] });
    // Who is killed cannot remove its empty directory.
    expect(signal === 'SIGINT' ? files : []).toEqual([]);
  });
});

describeReal('a simulator on a real Kubernetes API', () => {
  it('has it when it is asked for, and takes it along when it ends', async () => {
    const directory = mkdtempSync(path.join(tmpdir(), 'real-kubernetes-'));
    const child = start(['simulator', '--port', '0', '--kubernetes'], {
      env: { TMPDIR: directory },
    });
    const ended = finish(child);
    await untilWritten(child, 'listening');
    const programs = processesOf(directory).join();

    child.kill('SIGINT');

    expect((await ended).code).toBe(0);
    expect(programs).toContain('kube-apiserver');
    expect(await leftOf(directory)).toEqual({ files: [], processes: [] });
    rmSync(directory, { recursive: true });
  });
});

describe('demo dr where no Kubernetes API is to be had', () => {
  it('says so in one line, and how to get one', async () => {
    const env = { UNDERSTUDY_CACHE: '/nonexistent', KUBEBUILDER_ASSETS: '' };
    const child = start(['demo', 'dr'], { env });
    const ended = finish(child);

    const said = await untilWritten(child, 'Times are from the loss on');
    child.kill('SIGINT');
    await ended;

    expect(said).toContain(
      'The Kubernetes API is modelled: this machine has none; scripts/kubernetes-control-plane get makes one',
    );
  });
});

/** A signal that comes before there is anything to end shows nothing. */
async function untilStarted(directory: string): Promise<void> {
  for (let left = ENDED_WITHIN_LOOKS; left > 0 && processesOf(directory).length === 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  expect(processesOf(directory)).not.toEqual([]);
}

/** What is still there some seconds later at the latest. */
async function leftOf(directory: string) {
  for (let left = ENDED_WITHIN_LOOKS; left > 0 && processesOf(directory).length > 0; left -= 1) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return { files: readdirSync(directory), processes: processesOf(directory) };
}

/** Command lines that name the directory: the supervisor has it in its orders, the rest as flags. */
function processesOf(directory: string): readonly string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const said = ['cmdline', 'environ'].map((name) => read(path.join('/proc', pid, name)));
    return said.some((text) => text.includes(directory)) ? [`${pid} ${said[0]}`] : [];
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1').replaceAll('\0', ' ');
  } catch {
    // It has ended meanwhile, or it is another user's.
    return '';
  }
}
