import type { Clock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';
import type { DeploymentRequest } from '@understudy/recovery-messages';

import type { ClusterFact } from '@understudy/aws-clients';
import type { KubernetesApi } from '../access/kubernetes-api.ts';
import { createPatientApi } from '../access/patient-api.ts';
import type { Scope } from '../applying/judge-scope.ts';
import type { DeployerWorld } from '../deployer-world.ts';
import { createDiscovery, type Discovery } from '../objects/discovery.ts';
import type { Patience } from '../rollouts/rollout.ts';

/** One request's view of its cluster. */
export interface Session {
  readonly request: DeploymentRequest;
  readonly world: DeployerWorld;
  readonly api: KubernetesApi;
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly scope: Scope;
  readonly patience?: Patience;
  /** Past this nothing that changes anything is sent. */
  readonly sendByMilliseconds: number;
  readonly signal: AbortSignal;
}

export interface CallLimits {
  readonly sendByMilliseconds: number;
  readonly signal: AbortSignal;
}

export async function openSession(
  request: DeploymentRequest,
  world: DeployerWorld,
  limits: CallLimits,
): Promise<Session> {
  const cluster = await readCluster(request, world, limits.signal);
  const { patience, clock } = world;
  const api = createPatientApi(await world.inRegion(request.region).connect(cluster), clock);
  return {
    ...limits,
    request,
    world,
    api,
    clock,
    discovery: createDiscovery(api),
    scope: scopeOf(request, world),
    ...(patience === undefined ? {} : { patience }),
  };
}

export function scopeOf(request: DeploymentRequest, { settings }: DeployerWorld): Scope {
  return {
    namespaces: [...new Set([request.namespace, ...request.allowedNamespaces])],
    clusterKinds: settings.clusterKinds,
  };
}

/** A cluster with an endpoint, or why there is none (yet). */
async function readCluster(
  { cluster: name, region }: DeploymentRequest,
  world: DeployerWorld,
  signal: AbortSignal,
): Promise<ClusterFact> {
  const found = await world.inRegion(region).clusters.describeCluster(name, { signal });
  if (!found) {
    throw new TerminalError(
      'ClusterMissing',
      `Expected the EKS cluster ${name} in ${region}, found none. The infrastructure step makes it: run that first.`,
    );
  }
  const { status, endpoint, certificateAuthority } = found;
  if (status === 'FAILED' || status === 'DELETING') {
    const words = `Expected the EKS cluster ${name} to be ACTIVE, found ${status}.`;
    throw new TerminalError('ClusterUnusable', words);
  }
  // While it is being updated its API answers as before.
  if (endpoint === undefined || certificateAuthority === undefined || status === 'CREATING') {
    const words = `The EKS cluster ${name} is ${status}: its API does not answer yet.`;
    throw new RetryableError('ApiUnreachable', words);
  }
  return found;
}
