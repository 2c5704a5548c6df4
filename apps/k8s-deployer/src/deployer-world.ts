import type { Clock } from '@understudy/clock';

import type { ClusterFact, EksReads, ObjectReads } from '@understudy/aws-clients';
import type { KubernetesApi } from './access/kubernetes-api.ts';
import type { Patience } from './rollouts/rollout.ts';
import type { DeployerSettings } from './settings.ts';

/** The outside world of one region. */
export interface RegionWorld {
  readonly clusters: Pick<EksReads, 'describeCluster'>;
  /** A client of the cluster's API, known to it as our role. */
  connect(cluster: ClusterFact): Promise<KubernetesApi>;
}

export interface DeployerWorld {
  readonly clock: Clock;
  readonly settings: DeployerSettings;
  /** Bundles are in the function's own region, whichever region's cluster is asked for. */
  readonly objects: Pick<ObjectReads, 'read'>;
  /** The region that a request names: a cluster is fenced from the other one. */
  inRegion(region: string): RegionWorld;
  /** How long what looks bad is not believed yet; default: as for a user's cluster. */
  readonly patience?: Patience;
}
