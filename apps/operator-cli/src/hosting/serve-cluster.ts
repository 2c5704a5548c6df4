import { startTokenWebhook } from '@understudy/aws-simulator';
import type { Clock } from '@understudy/clock';
import type { DeployedKonecta } from '@understudy/fault-simulation';
import { createKubernetesClient } from '@understudy/k8s-deployer';

import { startControlPlane } from './control-plane.ts';
import { mirrorWorkloads } from './mirror-workloads.ts';

/** [documented] This policy of an access entry lets its principal do all. */
const ADMIN_POLICY = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

export interface ServedCluster {
  stop(): Promise<void>;
}

interface ServeOptions {
  readonly real: Clock;
  readonly signal: AbortSignal;
  /** Terraform builds the cluster from nothing, access entry included. */
  readonly isBuiltByTerraform: boolean;
}

/**
 * The recovery cluster by a real Kubernetes API: EKS shows its endpoint and its authority, it asks the
 * simulated STS and the cluster's access entries whose a token is, and the world sees its pods.
 */
export async function serveCluster(
  { aws, konecta, regions }: DeployedKonecta,
  { real, signal, isBuiltByTerraform }: ServeOptions,
): Promise<ServedCluster> {
  const { clusterName, namespace, region } = konecta.recovery;
  const { eks } = regions.recovery;
  const { world, door } = aws;
  const webhook = await startTokenWebhook({
    world,
    door,
    region,
    clusterName,
    now: () => real.now(),
  });
  const controlPlane = await startControlPlane(webhook.url, signal).catch(async (thrown) => {
    await webhook.stop();
    throw thrown;
  });
  const { endpoint, certificateAuthority, adminToken } = controlPlane;
  eks.serve(clusterName, { endpoint, certificateAuthority });
  if (!isBuiltByTerraform) letDeployerIn(regions.recovery, konecta, world.accountId);
  const token = { read: async () => adminToken, renew: async () => adminToken };
  const api = createKubernetesClient({ endpoint, certificateAuthority, token });
  const ending = new AbortController();
  const mirrored = { api, eks, clusterName, namespace, real };
  const mirroring = mirrorWorkloads(mirrored, ending.signal);
  return {
    async stop() {
      ending.abort();
      await mirroring;
      await controlPlane.stop();
      await webhook.stop();
    },
  };
}

/** What the blueprint gives the deployer's role, where no Terraform applies it. */
function letDeployerIn(
  { eks, name }: DeployedKonecta['regions']['recovery'],
  { recovery: { clusterName }, stage }: DeployedKonecta['konecta'],
  accountId: string,
): void {
  const principalArn = `arn:aws:iam::${accountId}:role/understudy-${stage}-k8s-deployer-${name}`;
  const add = (): void => {
    const cluster = eks.cluster(clusterName);
    if (cluster?.status !== 'ACTIVE' || cluster.accessEntries.has(principalArn)) return;
    eks.addAccessEntry(clusterName, { principalArn });
    cluster.accessEntries.get(principalArn)?.policies.set(ADMIN_POLICY, { namespaces: [] });
  };
  add();
  eks.onChange(add);
}
