import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';

import type { ClusterFact } from '@understudy/aws-clients';
import { systemClock, type Clock } from '@understudy/clock';
import type { DeploymentResult } from '@understudy/recovery-messages';
import { strToU8, zipSync } from 'fflate';

import { createKeptClients } from '../../src/access/kept-clients.ts';
import { createKubernetesClient } from '../../src/access/kubernetes-client.ts';
import type { ApiRequest, KubernetesApi } from '../../src/access/kubernetes-api.ts';
import type { TokenSource } from '../../src/access/token-source.ts';
import { answerRequest } from '../../src/answer-request.ts';
import type { DeployerWorld } from '../../src/deployer-world.ts';
import type { Patience } from '../../src/rollouts/rollout.ts';
import type { ControlPlane } from './control-plane.ts';

/** An object as kubectl prints it. */
export type Json = Readonly<Record<string, unknown>>;

export type Files = Readonly<Record<string, string>>;

export interface SceneOptions {
  readonly controlPlane: ControlPlane;
  readonly token?: TokenSource;
  readonly patience?: Patience;
  readonly clock?: Clock;
  /** What EKS says of the cluster; `absent`: it knows none. Default: it is there. */
  readonly cluster?: 'absent' | 'creating';
  /** Looks at each request on its way, and may throw. */
  readonly watch?: (request: ApiRequest) => void;
}

/** What a test says to the deployer, and what it sees of the cluster. */
export interface Scene {
  readonly namespace: string;
  ask(verb: string, files: Files, change?: object): Promise<DeploymentResult>;
  /** Asks `status` until it is something else than `progressing`. */
  wait(files: Files): Promise<DeploymentResult>;
  kubectl(...command: readonly string[]): string;
  /** kubectl, its output read as JSON. */
  read(...command: readonly string[]): Json;
  /** kubectl with an object on its standard input. */
  send(object: object, ...command: readonly string[]): string;
  readonly requests: readonly ApiRequest[];
}

const KINDS = ['Namespace', 'CustomResourceDefinition', 'PriorityClass'];

/** Short, so that a test does not wait as long as a user's cluster deserves. */
const SHORT: Patience = {
  imageSeconds: 1,
  configurationSeconds: 1,
  unschedulableSeconds: 2,
  restarts: 3,
};

export function createScene(options: SceneOptions): Scene {
  const { controlPlane, patience = SHORT, clock = systemClock } = options;
  const namespace = `konecta-${randomBytes(4).toString('hex')}`;
  const requests: ApiRequest[] = [];
  let archive: Uint8Array = new Uint8Array();
  const kept = createKeptClients(() => systemClock.now());
  const world: DeployerWorld = {
    clock,
    patience,
    settings: {
      region: 'eu-west-1',
      clusterKinds: KINDS,
      packageRoot: import.meta.dirname,
    },
    objects: {
      read: async () => ({ bytes: archive.length, etag: '"1"', metadata: {}, content: archive }),
    },
    inRegion: () => ({
      clusters: {
        describeCluster: async (name) => describeCluster(name, options),
      },
      connect: async ({ endpoint = '', certificateAuthority = '' }) => {
        const token = options.token ?? fixedToken(controlPlane.adminToken);
        const api = kept.get(endpoint, () =>
          createKubernetesClient({ endpoint, certificateAuthority, token }),
        );
        return watched(api, requests, options.watch);
      },
    }),
  };
  const kubectl = (input: string | undefined, command: readonly string[]) =>
    execFileSync(
      'kubectl',
      ['--kubeconfig', controlPlane.kubeconfig, '-n', namespace, ...command],
      {
        encoding: 'utf8',
        ...(input === undefined ? {} : { input }),
      },
    );
  async function ask(verb: string, files: Files, change: object = {}): Promise<DeploymentResult> {
    archive = zipBundle(files);
    const request = {
      verb,
      run: { plan: 'konecta-erp', incident: 'dr-1', step: 'applications', owner: 'local:1' },
      region: 'eu-west-1',
      cluster: 'konecta-erp-dev-dr',
      namespace,
      service: 'konecta-erp',
      bundle: {
        kind: 'archive',
        archive: { bucket: 'konecta-erp-dev-dr-eu-west-1', key: 'manifests.zip', versionId: 'v1' },
      },
      ...change,
    };
    const limits = {
      sendByMilliseconds: clock.now() + 60_000,
      signal: AbortSignal.timeout(90_000),
    };
    return answerRequest(request, world, limits);
  }
  return {
    namespace,
    requests,
    ask,
    async wait(files) {
      const end = systemClock.now() + 45_000;
      for (;;) {
        const result = await ask('status', files);
        if (result.outcome !== 'progressing' || systemClock.now() > end) return result;
        await systemClock.sleep(100);
      }
    },
    kubectl: (...command) => kubectl(undefined, command),
    read: (...command) => JSON.parse(kubectl(undefined, [...command, '-o', 'json'])) as Json,
    send: (object, ...command) => kubectl(JSON.stringify(object), [...command, '-f', '-']),
  };
}

function describeCluster(
  name: string,
  { cluster, controlPlane }: SceneOptions,
): ClusterFact | undefined {
  if (cluster === 'absent') return undefined;
  const { url: endpoint, certificateAuthority } = controlPlane;
  const arn = `arn:aws:eks:eu-west-1:123456789012:cluster/${name}`;
  const fact = { name, arn, version: '1.34', tags: {} };
  if (cluster === 'creating') return { ...fact, status: 'CREATING' };
  return { ...fact, status: 'ACTIVE', endpoint, certificateAuthority };
}

export function fixedToken(token: string): TokenSource {
  return { read: async () => token, renew: async () => token };
}

export function zipBundle(files: Files): Uint8Array {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync(Object.fromEntries(entries));
}

function watched(
  api: KubernetesApi,
  requests: ApiRequest[],
  watch: SceneOptions['watch'],
): KubernetesApi {
  return {
    async send(request, signal) {
      requests.push(request);
      watch?.(request);
      return api.send(request, signal);
    },
  };
}
