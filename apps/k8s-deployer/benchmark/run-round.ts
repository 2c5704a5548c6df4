import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { TerminalError } from '@understudy/errors';

import { startControlPlane } from '../test/control-plane/control-plane.ts';
import { CONFIG, deployment, JOB, SERVICE, STATEFUL_SET } from '../test/control-plane/manifests.ts';
import { createScene, type Files, type Scene } from '../test/control-plane/scene.ts';

export interface Round {
  readonly first: 'deployer' | 'kubectl';
  readonly deployerMilliseconds: number;
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

/** One time each, in turns; undefined where there is no real API. */
export async function runRound(first: Round['first']): Promise<Round | undefined> {
  const controlPlane = startControlPlane();
  if (!controlPlane) return undefined;
  const ours = createScene({ controlPlane });
  const theirs = createScene({ controlPlane });
  const measured = { deployer: 0, kubectl: 0 };
  const order =
    first === 'deployer' ? (['deployer', 'kubectl'] as const) : (['kubectl', 'deployer'] as const);
  for (const who of order) {
    measured[who] = await time(() =>
      who === 'deployer' ? runDeployer(ours) : runKubectl(theirs, controlPlane.kubeconfig),
    );
  }
  const starts = await time(async () => {
    for (let start = 0; start < WORKLOADS.length + 1; start += 1)
      await kubectl(['version', '--client']);
  });
  return {
    first,
    deployerMilliseconds: Math.round(measured.deployer),
    deployerRequests: ours.requests.length,
    kubectlMilliseconds: Math.round(measured.kubectl),
    kubectlStartMilliseconds: Math.round(starts),
  };
}

async function time(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

async function runDeployer(scene: Scene): Promise<void> {
  const applied = await scene.ask('apply', FILES);
  const ended = await scene.wait(FILES);
  if (applied.outcome !== 'applied' || ended.outcome !== 'ready') {
    throw new TerminalError('RoundFailed', `${applied.sentence} ${ended.sentence}`);
  }
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
