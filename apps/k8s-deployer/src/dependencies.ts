import { createEksClient, createEksReads } from '@understudy/aws-clients/eks';
import {
  createObjectReads,
  createS3Client,
  type S3ClientOptions,
} from '@understudy/aws-clients/s3';
import type { ClusterFact } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import { createEksToken } from './access/create-eks-token.ts';
import { createKeptClients } from './access/kept-clients.ts';
import { createKubernetesClient } from './access/kubernetes-client.ts';
import { createTokenSource } from './access/token-source.ts';
import type { DeployerWorld, RegionWorld } from './deployer-world.ts';
import type { DeployerSettings } from './settings.ts';

/** The real outside world: EKS and S3 of the region that is asked for, and the cluster's own API. */
export function createDeployerWorld(
  settings: DeployerSettings,
  clock: Clock,
  clients: Omit<S3ClientOptions, 'region'> = {},
): DeployerWorld {
  const regions = new Map<string, RegionWorld>();
  const s3 = createS3Client({ ...clients, region: settings.region }, 'reads');
  return {
    clock,
    settings,
    objects: createObjectReads({ client: s3 }),
    inRegion(region) {
      const known = regions.get(region) ?? createRegionWorld({ ...clients, region }, clock);
      regions.set(region, known);
      return known;
    },
  };
}

function createRegionWorld(options: S3ClientOptions, clock: Clock): RegionWorld {
  const { region } = options;
  const eks = createEksClient(options);
  const kept = createKeptClients(() => clock.now());
  return {
    clusters: createEksReads({ client: eks }),
    async connect({ name, endpoint, certificateAuthority }: ClusterFact) {
      if (endpoint === undefined || certificateAuthority === undefined) {
        throw new TerminalError(
          'ClusterUnusable',
          `Expected ${name} with an endpoint, found none.`,
        );
      }
      const token = createTokenSource({
        now: () => clock.now(),
        // The credentials that the client itself found; only they are needed to sign.
        create: (nowMilliseconds) =>
          createEksToken({
            region,
            clusterName: name,
            credentials: eks.config.credentials,
            nowMilliseconds,
          }),
      });
      return kept.get(`${name} ${endpoint} ${certificateAuthority}`, () =>
        createKubernetesClient({ endpoint, certificateAuthority, token }),
      );
    },
  };
}
