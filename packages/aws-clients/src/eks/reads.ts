import {
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  ListAssociatedAccessPoliciesCommand,
  ListNodegroupsCommand,
  type Cluster,
  type EKSClient,
  type Nodegroup,
} from '@aws-sdk/client-eks';
import { hasCode } from '@understudy/errors';
import { present } from '../calls/answers.ts';
import { readPages } from '../calls/pages.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { ReadOptions } from '../ports.ts';
import type { AccessEntryFact, ClusterFact, EksReads, NodegroupFact } from '../region-ports.ts';

/** Names on one page: the most that these operations give. */
const NAMES_PER_PAGE = 100;

/** What EKS says. What does not exist is an answer, not an error. */
export function createEksReads({ client }: { readonly client: EKSClient }): EksReads {
  const call = callsOf('eks', client);
  return {
    async describeCluster(name, options = {}) {
      const command = new DescribeClusterCommand({ name });
      const answer = await existing(() =>
        sendRead(call('DescribeCluster'), options, (sending) => client.send(command, sending)),
      );
      return answer?.cluster && toClusterFact(answer.cluster);
    },

    async describeNodegroups(clusterName, options = {}) {
      const names = await nodegroupNames(client, clusterName, options);
      const groups: NodegroupFact[] = [];
      for (const nodegroupName of names) {
        const command = new DescribeNodegroupCommand({ clusterName, nodegroupName });
        const answer = await existing(() =>
          sendRead(call('DescribeNodegroup'), options, (sending) => client.send(command, sending)),
        );
        if (answer?.nodegroup) groups.push(toNodegroupFact(answer.nodegroup));
      }
      return groups;
    },

    async describeAccessEntry(clusterName, principalArn, options = {}) {
      const command = new DescribeAccessEntryCommand({ clusterName, principalArn });
      const answer = await existing(() =>
        sendRead(call('DescribeAccessEntry'), options, (sending) => client.send(command, sending)),
      );
      const entry = answer?.accessEntry;
      if (!entry) return undefined;
      const policyArns = await policiesOf(client, clusterName, principalArn, options);
      return {
        principalArn: present(entry.principalArn, 'principalArn'),
        groups: entry.kubernetesGroups ?? [],
        policyArns,
      } satisfies AccessEntryFact;
    },
  };
}

/** A cluster that is gone has no node groups. */
async function nodegroupNames(
  client: EKSClient,
  clusterName: string,
  options: ReadOptions,
): Promise<readonly string[]> {
  const call = callsOf('eks', client)('ListNodegroups');
  const names = await existing(() =>
    readPages('eks:ListNodegroups', async (next) => {
      const input = {
        clusterName,
        maxResults: NAMES_PER_PAGE,
        ...(next ? { nextToken: next } : {}),
      };
      const answer = await sendRead(call, options, (sending) =>
        client.send(new ListNodegroupsCommand(input), sending),
      );
      return { items: answer.nodegroups ?? [], next: answer.nextToken };
    }),
  );
  return names ?? [];
}

async function policiesOf(
  client: EKSClient,
  clusterName: string,
  principalArn: string,
  options: ReadOptions,
): Promise<readonly string[]> {
  const call = callsOf('eks', client)('ListAssociatedAccessPolicies');
  return await readPages('eks:ListAssociatedAccessPolicies', async (next) => {
    const input = { clusterName, principalArn, ...(next ? { nextToken: next } : {}) };
    const answer = await sendRead(call, options, (sending) =>
      client.send(new ListAssociatedAccessPoliciesCommand(input), sending),
    );
    const found = answer.associatedAccessPolicies ?? [];
    return { items: found.flatMap(({ policyArn }) => policyArn ?? []), next: answer.nextToken };
  });
}

async function existing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (hasCode(error, 'NotFound')) return undefined;
    throw error;
  }
}

function toClusterFact(cluster: Cluster): ClusterFact {
  const authority = cluster.certificateAuthority?.data;
  return {
    name: present(cluster.name, 'name'),
    arn: present(cluster.arn, 'arn'),
    status: present(cluster.status, 'status'),
    version: cluster.version ?? '',
    // Both are missing until the cluster is ACTIVE.
    ...(cluster.endpoint ? { endpoint: cluster.endpoint } : {}),
    ...(authority ? { certificateAuthority: authority } : {}),
    tags: cluster.tags ?? {},
  };
}

function toNodegroupFact(group: Nodegroup): NodegroupFact {
  return {
    name: present(group.nodegroupName, 'nodegroupName'),
    status: present(group.status, 'status'),
    desired: group.scalingConfig?.desiredSize ?? 0,
    issues: (group.health?.issues ?? []).map(
      ({ code, message }) => `${code ?? 'unknown'}: ${message ?? ''}`,
    ),
  };
}
