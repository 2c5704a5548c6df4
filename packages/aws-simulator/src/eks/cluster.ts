import type { VpcConfigResponse } from '@aws-sdk/client-eks';

export type ClusterStatus = 'CREATING' | 'ACTIVE' | 'DELETING' | 'FAILED' | 'UPDATING';
export type NodegroupStatus = 'CREATING' | 'ACTIVE' | 'CREATE_FAILED' | 'DELETING';

export interface NodegroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly desired: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly instanceTypes: readonly string[];
  readonly nodeRole: string;
  readonly subnets: readonly string[];
  readonly tags: Map<string, string>;
  readonly instanceIds: string[];
  status: NodegroupStatus;
  /** Why it could not be made: code and words. */
  failure: { readonly code: string; readonly message: string } | undefined;
}

export interface AccessEntryRecord {
  readonly principalArn: string;
  readonly arn: string;
  readonly groups: readonly string[];
  readonly username: string;
  readonly kind: string;
  readonly createdAt: number;
  readonly tags: ReadonlyMap<string, string>;
  /** ARNs of access policies, each with its scope. */
  readonly policies: Map<string, { readonly namespaces: readonly string[] }>;
}

export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly roleArn: string;
  readonly createdAt: number;
  readonly authenticationMode: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';
  readonly vpc: VpcConfigResponse;
  readonly tags: Map<string, string>;
  readonly nodegroups: Map<string, NodegroupRecord>;
  readonly accessEntries: Map<string, AccessEntryRecord>;
  status: ClusterStatus;
  /** Where its API is, and who vouches for it: base64 of PEM. Before it is ACTIVE nobody knows. */
  endpoint: string;
  certificateAuthority: string;
}
