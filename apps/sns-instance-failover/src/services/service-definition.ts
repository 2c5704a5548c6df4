import type { Role } from '@understudy/leases';

/** How a service fails over: complete, whatever the configuration left out. */
export interface ServiceDefinition {
  readonly name: string;
  /** `exclusive`: never both members; `warm`: both may run and serve. */
  readonly policy: 'exclusive' | 'warm';
  /** The `Name` tags of its members. Roles, not instance ids: a rebuilt instance takes its role. */
  readonly memberNames: Readonly<Record<Role, string>>;
  /** Names or ARNs. */
  readonly targetGroups: readonly string[];
  readonly alarms: readonly string[];
  /** A target group behind the same balancer whose health says whether the balancer itself works. */
  readonly control?: string;
  readonly elasticIps: readonly string[];
  readonly routes: readonly { readonly routeTableId: string; readonly destination: string }[];
  readonly dnsRecords: readonly DnsRecordDefinition[];
  readonly confirmWindow: { readonly looks: number; readonly everySeconds: number };
  readonly coolDownSeconds: number;
  readonly fence: FenceLimits;
  readonly startTimeoutSeconds: number;
  readonly capacity: { readonly tries: number; readonly everySeconds: number };
  readonly healthyTimeoutSeconds: number;
  readonly switchoverDrainSeconds: number;
  /** Option 1 of the document: its group replaces instances; Understudy only watches. */
  readonly autoScaled: boolean;
  readonly quarantineSecurityGroup?: string;
}

/** Seconds from the first stop request. */
export interface FenceLimits {
  readonly stopAgainAfterSeconds: number;
  readonly skipOsShutdownAfterSeconds: number;
  readonly giveUpAfterSeconds: number;
}

export interface DnsRecordDefinition {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  readonly ttlSeconds: number;
  readonly values: Readonly<Record<Role, readonly string[]>>;
}

/** The member that is not this one. */
export function otherRole(role: Role): Role {
  return role === 'primary' ? 'backup' : 'primary';
}
