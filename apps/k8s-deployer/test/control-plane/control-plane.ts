import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { TerminalError } from '@understudy/errors';

const SCRIPT = path.resolve(
  import.meta.dirname,
  '../../../../scripts/kubernetes-control-plane.d/main.ts',
);

/** One for all test files of a run: it starts in seconds, and ends with this process. */
const DIRECTORY = path.join(tmpdir(), `understudy-k8s-deployer-${process.pid}`);

/** The programs are built once, by `scripts/test` before the tests, or here. */
const BUILD_MILLISECONDS_MAX = 1_800_000;

export interface ControlPlane {
  readonly url: string;
  /** PEM in base64, as EKS gives it. */
  readonly certificateAuthority: string;
  readonly kubeconfig: string;
  /** May do all. */
  readonly adminToken: string;
  /** Of the user `understudy-deployer`, who has the rights that a test gives it. */
  readonly deployerToken: string;
  readonly directory: string;
}

/** Undefined where the real Kubernetes API cannot be had: its tests are skipped, and listed. */
export function startControlPlane(options: readonly string[] = []): ControlPlane | undefined {
  const started = run(['up', '--json', '--parent', String(process.pid), ...options]);
  if (started.status === 3) {
    process.stderr.write(`No real Kubernetes API: ${started.stderr}\n`);
    return undefined;
  }
  if (started.status !== 0) throw new TerminalError('ControlPlaneFailed', started.stderr);
  const state = JSON.parse(started.stdout) as ControlPlane;
  const authority = readFileSync(state.certificateAuthority);
  return { ...state, certificateAuthority: authority.toString('base64') };
}

/** Takes the API server away and brings it back; settles when it answers again. */
export async function interruptApi(seconds: number): Promise<void> {
  const command = ['interrupt', '--dir', DIRECTORY, '--seconds', String(seconds)];
  await promisify(execFile)(process.execPath, [SCRIPT, ...command]);
}

/** Whether the real Kubernetes API can be had here. */
export function hasControlPlane(): boolean {
  return run(['get', '--json']).status === 0;
}

export async function stopControlPlane(directory: string): Promise<void> {
  await promisify(execFile)(process.execPath, [SCRIPT, 'down', '--dir', directory]);
}

function run(command: readonly string[]) {
  const [, ...rest] = command;
  const directory = rest.includes('--dir') ? [] : ['--dir', DIRECTORY];
  return spawnSync(process.execPath, [SCRIPT, ...command, ...directory], {
    encoding: 'utf8',
    timeout: BUILD_MILLISECONDS_MAX,
  });
}
