import type {
  AccessEntry,
  AssociateAccessPolicyRequest,
  AssociateAccessPolicyResponse,
  CreateAccessEntryRequest,
  CreateAccessEntryResponse,
  DescribeAccessEntryRequest,
  DescribeAccessEntryResponse,
  ListAccessEntriesRequest,
  ListAccessEntriesResponse,
  ListAssociatedAccessPoliciesRequest,
  ListAssociatedAccessPoliciesResponse,
} from '@aws-sdk/client-eks';

import { pageOf } from '../kernel/paging.ts';
import type { AccessEntryRecord, ClusterRecord } from './cluster.ts';
import { inUse, invalidParameter, invalidRequest, notFound, type Clusters } from './clusters.ts';

export interface AccessEntryOptions {
  readonly principalArn: string;
  readonly groups?: readonly string[];
  readonly username?: string;
  readonly kind?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const ID_DIGITS = 8;
const PRINCIPAL = /^arn:aws:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/** [documented] Not for clusters that know the config map only. */
export function createAccessEntry(
  clusters: Clusters,
  input: CreateAccessEntryRequest,
): CreateAccessEntryResponse {
  const cluster = clusters.require(input.clusterName);
  const principalArn = input.principalArn ?? '';
  if (!PRINCIPAL.test(principalArn)) {
    throw invalidParameter('The specified principalArn is invalid: invalid principal.');
  }
  if (cluster.authenticationMode === 'CONFIG_MAP') {
    throw invalidRequest(
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]",
    );
  }
  if (cluster.accessEntries.has(principalArn)) {
    throw inUse('The specified access entry resource is already in use on this cluster.');
  }
  const entry = putAccessEntry(clusters, cluster, {
    principalArn,
    ...(input.kubernetesGroups && { groups: input.kubernetesGroups }),
    ...(input.username !== undefined && { username: input.username }),
    ...(input.type !== undefined && { kind: input.type }),
    tags: input.tags ?? {},
  });
  return { accessEntry: renderEntry(cluster, entry) };
}

export function putAccessEntry(
  { world, region }: Clusters,
  cluster: ClusterRecord,
  options: AccessEntryOptions,
): AccessEntryRecord {
  const { principalArn } = options;
  const principal = principalArn.split(':').at(-1)?.replace('/', `/${world.accountId}/`) ?? '';
  const id = world.random.hex(ID_DIGITS);
  const entry: AccessEntryRecord = {
    principalArn,
    arn: `arn:aws:eks:${region}:${world.accountId}:access-entry/${cluster.name}/${principal}/${id}`,
    groups: options.groups ?? [],
    username: options.username ?? principalArn,
    kind: options.kind ?? 'STANDARD',
    createdAt: world.clock.now(),
    tags: new Map(Object.entries(options.tags ?? {})),
    policies: new Map(),
  };
  cluster.accessEntries.set(principalArn, entry);
  return entry;
}

export function describeAccessEntry(
  clusters: Clusters,
  input: DescribeAccessEntryRequest,
): DescribeAccessEntryResponse {
  const cluster = clusters.require(input.clusterName);
  return { accessEntry: renderEntry(cluster, entryOf(cluster, input.principalArn)) };
}

export function listAccessEntries(
  clusters: Clusters,
  input: ListAccessEntriesRequest,
): ListAccessEntriesResponse {
  const entries = [...clusters.require(input.clusterName).accessEntries.values()];
  const wanted = input.associatedPolicyArn;
  const arns = entries
    .filter((entry) => wanted === undefined || entry.policies.has(wanted))
    .map(({ principalArn }) => principalArn);
  const page = pageOf(arns, input.nextToken, input.maxResults, 'InvalidParameterException');
  return {
    accessEntries: [...page.items],
    ...(page.next !== undefined && { nextToken: page.next }),
  };
}

export function associateAccessPolicy(
  clusters: Clusters,
  input: AssociateAccessPolicyRequest,
): AssociateAccessPolicyResponse {
  const cluster = clusters.require(input.clusterName);
  const entry = entryOf(cluster, input.principalArn);
  const policyArn = input.policyArn ?? '';
  if (!policyArn.startsWith('arn:aws:eks::aws:cluster-access-policy/')) {
    throw invalidParameter(`The policyArn ${policyArn} is invalid.`);
  }
  const namespaces = input.accessScope?.namespaces ?? [];
  entry.policies.set(policyArn, { namespaces });
  const type = namespaces.length > 0 ? 'namespace' : 'cluster';
  return {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    associatedAccessPolicy: { policyArn, accessScope: { type, namespaces } },
  };
}

export function listAssociatedAccessPolicies(
  clusters: Clusters,
  input: ListAssociatedAccessPoliciesRequest,
): ListAssociatedAccessPoliciesResponse {
  const cluster = clusters.require(input.clusterName);
  const entry = entryOf(cluster, input.principalArn);
  return {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    associatedAccessPolicies: [...entry.policies].map(([policyArn, { namespaces }]) => ({
      policyArn,
      accessScope: {
        type: namespaces.length > 0 ? 'namespace' : 'cluster',
        namespaces: [...namespaces],
      },
    })),
  };
}

function entryOf(cluster: ClusterRecord, principalArn: string | undefined): AccessEntryRecord {
  const entry = cluster.accessEntries.get(principalArn ?? '');
  if (entry) return entry;
  throw notFound(
    'The specified principalArn could not be found. You can view your available access entries with list-access-entries.',
  );
}

function renderEntry(cluster: ClusterRecord, entry: AccessEntryRecord): AccessEntry {
  return {
    clusterName: cluster.name,
    principalArn: entry.principalArn,
    kubernetesGroups: [...entry.groups],
    accessEntryArn: entry.arn,
    createdAt: new Date(entry.createdAt),
    modifiedAt: new Date(entry.createdAt),
    tags: Object.fromEntries(entry.tags),
    username: entry.username,
    type: entry.kind,
  };
}
