import type { ClientOptions } from '@understudy/aws-clients';
import { createEksClient, createEksReads } from '@understudy/aws-clients/eks';
import { createRdsClient, createRdsReads } from '@understudy/aws-clients/rds';
import { clusterLook, nodegroupLook } from './cluster-look.ts';
import { databaseLook } from './database-look.ts';
import type { AskedResource, ResourceLook, ResourceReads } from './resource-reads.ts';

type Look = (attributes: AskedResource['attributes'], signal: AbortSignal) => Promise<ResourceLook>;

/** The types that are looked at, each by its own service. */
export function createResourceReads(options: ClientOptions): ResourceReads {
  const rds = createRdsReads({ client: createRdsClient(options, 'reads') });
  const eks = createEksReads({ client: createEksClient(options) });
  const looks: Readonly<Record<string, Look>> = {
    aws_eks_cluster: (attributes, signal) => clusterLook(eks, attributes, signal),
    aws_eks_node_group: (attributes, signal) => nodegroupLook(eks, attributes, signal),
    aws_db_instance: (attributes, signal) => databaseLook(rds, attributes, signal),
  };
  return {
    async look({ type, attributes }, signal) {
      const look = looks[type];
      if (look === undefined)
        return { state: 'unknown', words: 'of a type that is not looked at', tags: {} };
      return await look(attributes, signal);
    },
  };
}
