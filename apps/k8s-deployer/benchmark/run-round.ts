import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { systemClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import {
  startControlPlane,
  stopControlPlane,
  type ControlPlane,
} from '../test/control-plane/control-plane.ts';
import { CONFIG, deployment, JOB, SERVICE, STATEFUL_SET } from '../test/control-plane/manifests.ts';
import { createScene, type Files, type Scene } from '../test/control-plane/scene.ts';

export type Who = 'deployer' | 'kubectl';

export interface Round {
  /** Until the workloads that kubectl waits for are complete: the two are compared by this. */
  readonly deployerMilliseconds: number;
  /** Until the bundle's job is done too: the deployer waits for it, kubectl does not. */
  readonly deployerWithJobMilliseconds: number;
  readonly deployerRequests: number;
  readonly kubectlMilliseconds: number;
  /** What starting kubectl as often as it was started costs, without asking anything. */
  readonly kubectlStartMilliseconds: number;
}

const WORKLOADS = ['deployment/konecta-erp', 'deployment/worker', 'statefulset/queue'];

/** What both apply: the sample application with its configuration, two more workloads and a job. */
const FILES: Files = {
  'app.yaml': [
    ...Array.from({ length: 12 }, (_, index) => CONFIG.replace('settings', `settings-${index}`)),
    SERVICE,
    deployment('konecta-erp', { replicas: 3 }),
    deployment('worker', { replicas: 3 }),
    STATEFUL_SET,
    JOB,
  ].join('---'),
};

/** How often the deployer is asked how far it is; the workflow asks every three seconds. */
const LOOK_MILLISECONDS = 100;
const LOOKS_MAX = 600;

/** One time each, in turns, on the control plane of this run; undefined where there is none. */
export async function runRound(first: Who): Promise<Round | undefined> {
  const controlPlane = startControlPlane();
  if (!controlPlane) return undefined;
  return measure(first, (_who, act) => act(controlPlane));
}

/**
 * As in a recovery: a control plane that has served nobody yet, one for each, so that neither is
 * warmed up by the other.
 */
export async function runColdRound(first: Who): Promise<Round | undefined> {
  const home = mkdtempSync(path.join(tmpdir(), 'k8s-deployer-cold-'));
  try {
    return await measure(first, async (who, act) => {
      const directory = path.join(home, who);
      const controlPlane = startControlPlane(['--dir', directory]);
      if (!controlPlane) throw new TerminalError('RoundFailed', 'no control plane');
      await act(controlPlane).finally(() => stopControlPlane(directory));
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(
  first: Who,
  on: (who: Who, act: (controlPlane: ControlPlane) => Promise<void>) => Promise<void>,
): Promise<Round> {
  let ours = { rollouts: 0, withJob: 0, requests: 0 };
  let theirs = 0;
  const order: readonly Who[] =
    first === 'deployer' ? ['deployer', 'kubectl'] : ['kubectl', 'deployer'];
  for (const who of order) {
    await on(who, async (controlPlane) => {
      const scene = createScene({ controlPlane });
      if (who === 'deployer') ours = await runDeployer(scene);
      else theirs = await time(() => runKubectl(scene, controlPlane.kubeconfig));
    });
  }
  const starts = await time(async () => {
    for (let start = 0; start < WORKLOADS.length + 1; start += 1)
      await kubectl(['version', '--client']);
  });
  return {
    deployerMilliseconds: Math.round(ours.rollouts),
    deployerWithJobMilliseconds: Math.round(ours.withJob),
    deployerRequests: ours.requests,
    kubectlMilliseconds: Math.round(theirs),
    kubectlStartMilliseconds: Math.round(starts),
  };
}

async function time(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function runDeployer(scene: Scene) {
  const began = performance.now();
  const applied = await scene.ask('apply', FILES);
  let rollouts = 0;
  let requests = 0;
  for (let look = 0; look < LOOKS_MAX && applied.outcome === 'applied'; look += 1) {
    const seen = await scene.ask('status', FILES);
    const waited = seen.rollouts.filter(({ kind }) => kind !== 'Job');
    if (rollouts === 0 && waited.every(({ state }) => state === 'complete')) {
      rollouts = performance.now() - began;
      requests = scene.requests.length;
    }
    if (seen.outcome === 'ready') return { rollouts, withJob: performance.now() - began, requests };
    if (seen.outcome !== 'progressing') throw new TerminalError('RoundFailed', seen.sentence);
    await systemClock.sleep(LOOK_MILLISECONDS);
  }
  throw new TerminalError('RoundFailed', applied.sentence);
}

async function runKubectl({ namespace }: Scene, kubeconfig: string): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'k8s-deployer-benchmark-'));
  const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  writeFileSync(path.join(directory, '0.yaml'), JSON.stringify(place));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(directory, name), text);
  const where = ['--kubeconfig', kubeconfig, '-n', namespace];
  try {
    await kubectl([...where, 'apply', '-f', directory]);
    for (const workload of WORKLOADS) await kubectl([...where, 'rollout', 'status', workload]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function kubectl(command: readonly string[]): Promise<void> {
  await promisify(execFile)('kubectl', [...command]);
}
