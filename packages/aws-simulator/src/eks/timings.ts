import type { Random } from '../kernel/random.ts';

/** Draws of how long a cluster's parts take, in milliseconds. */
export interface EksTimings {
  /** From CreateCluster to `ACTIVE`. */
  cluster(): number;
  nodegroup(): number;
  /** From CreateNodegroup to `CREATE_FAILED`, for one that fails. */
  nodegroupFailure(): number;
  clusterDeletion(): number;
  /** From a pod's definition to its first good readiness check: image, start, checks. */
  podReady(): number;
}

const MINUTE_MS = 60_000;

/** [recorded by others] Field notes, sections 6 and 8. */
const CLUSTER_MS = [8.5 * MINUTE_MS, 10 * MINUTE_MS, 16 * MINUTE_MS] as const;
const NODEGROUP_MS = [2 * MINUTE_MS, 3 * MINUTE_MS, 5 * MINUTE_MS] as const;
const NODEGROUP_FAILURE_MS = [21 * MINUTE_MS, 23 * MINUTE_MS] as const;
/** [believed] */
const CLUSTER_DELETION_MS = [2 * MINUTE_MS, 4 * MINUTE_MS, 10 * MINUTE_MS] as const;
const POD_READY_MS = [25_000, 90_000] as const;

export function createEksTimings(random: Random): EksTimings {
  return {
    cluster: () => random.triangular(...CLUSTER_MS),
    nodegroup: () => random.triangular(...NODEGROUP_MS),
    nodegroupFailure: () => random.uniform(...NODEGROUP_FAILURE_MS),
    clusterDeletion: () => random.triangular(...CLUSTER_DELETION_MS),
    podReady: () => random.logNormal(...POD_READY_MS),
  };
}

/** The modes, the same in every run: for tests that compute with them. */
export function createFixedEksTimings(): EksTimings {
  return {
    cluster: () => CLUSTER_MS[1],
    nodegroup: () => NODEGROUP_MS[1],
    nodegroupFailure: () => NODEGROUP_FAILURE_MS[0],
    clusterDeletion: () => CLUSTER_DELETION_MS[1],
    podReady: () => POD_READY_MS[0],
  };
}
