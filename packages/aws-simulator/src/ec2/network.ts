/** A security group: a fixture. One without a rule for incoming traffic isolates what carries only it. */
export interface SecurityGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly admitsTraffic: boolean;
  readonly tags: Map<string, string>;
}

export interface ElasticAddress {
  readonly allocationId: string;
  readonly publicIp: string;
  readonly tags: Map<string, string>;
  association: { readonly id: string; readonly instanceId: string } | undefined;
}

export interface RouteTableRecord {
  readonly id: string;
  readonly vpcId: string;
  readonly tags: Map<string, string>;
  /** The target of each destination: an interface's id. */
  readonly routes: Map<string, string>;
}

/** What a region's network holds beside its machines. */
export interface Network {
  readonly vpcId: string;
  readonly zones: readonly string[];
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly addresses: Map<string, ElasticAddress>;
  readonly routeTables: Map<string, RouteTableRecord>;
  /** Addresses of a subnet that others than machines have. */
  readonly addressesTaken: Map<string, number>;
}

/** The group that every VPC has. */
export const DEFAULT_GROUP_ID = 'sg-00000000000000def';

/** A VPC with a default group and the first two zones of its region. */
export function createNetwork(region: string): Network {
  const vpcId = 'vpc-0123456789abcdef0';
  const network: Network = {
    vpcId,
    zones: [`${region}a`, `${region}b`],
    securityGroups: new Map(),
    addresses: new Map(),
    routeTables: new Map(),
    addressesTaken: new Map(),
  };
  network.securityGroups.set(DEFAULT_GROUP_ID, {
    id: DEFAULT_GROUP_ID,
    name: 'default',
    vpcId,
    admitsTraffic: true,
    tags: new Map(),
  });
  return network;
}

/** The subnet of a zone: one each. */
export function subnetOf(zone: string): string {
  return `subnet-0123456789abcde${zone.slice(-1)}0`;
}
