import type { ReadOptions } from './ports.ts';

/** What readiness asks of services that a recovery only uses. Each says `undefined` for what is absent. */

export interface KeyFact {
  readonly arn: string;
  /** AWS's word (`Enabled`, `Disabled`, `PendingDeletion`, …): the list is open. */
  readonly state: string;
  readonly multiRegion: boolean;
}

export interface GrantFact {
  readonly grantee: string;
  readonly operations: readonly string[];
}

export interface KmsReads {
  /** By id, ARN or `alias/…`. */
  describeKey(key: string, options?: ReadOptions): Promise<KeyFact | undefined>;
  listGrants(
    key: string,
    grantee: string | undefined,
    options?: ReadOptions,
  ): Promise<readonly GrantFact[]>;
}

export interface SecretFact {
  readonly arn: string;
  /** The region that it is replicated from. */
  readonly primaryRegion?: string;
  readonly kmsKeyArn?: string;
  /** Set while it waits to be deleted: it cannot be read any more. */
  readonly isBeingDeleted: boolean;
  /** Told by the primary only. */
  readonly replicas: readonly {
    readonly region: string;
    /** `InSync`, `InProgress`, `Failed`. */
    readonly status: string;
    readonly message?: string;
  }[];
}

export interface SecretReads {
  /** Never its content. By name or ARN. */
  describeSecret(secret: string, options?: ReadOptions): Promise<SecretFact | undefined>;
}

export interface ImageFact {
  /** `sha256:…`. */
  readonly digest: string;
  readonly tags: readonly string[];
}

export interface ImageReads {
  describeImage(
    repository: string,
    image: { readonly digest: string } | { readonly tag: string },
    options?: ReadOptions,
  ): Promise<ImageFact | undefined>;
}

export interface CertificateFact {
  readonly arn: string;
  readonly names: readonly string[];
  /** AWS's word (`ISSUED`, `EXPIRED`, `PENDING_VALIDATION`, …): the list is open. */
  readonly status: string;
  readonly validUntilMilliseconds?: number;
}

export interface CertificateReads {
  describeCertificate(arn: string, options?: ReadOptions): Promise<CertificateFact | undefined>;
  /** ARNs with the main name of each, in all states. */
  listCertificates(
    options?: ReadOptions,
  ): Promise<readonly { readonly arn: string; readonly domainName: string }[]>;
}

export interface QuotaReads {
  /** The value that applies to the account; undefined: nobody ever changed it, or there is none. */
  readQuota(
    serviceCode: string,
    quotaCode: string,
    options?: ReadOptions,
  ): Promise<number | undefined>;
}

export interface SubnetFact {
  readonly id: string;
  readonly zone: string;
  readonly freeAddresses: number;
}

export interface SubnetReads {
  /** Those that exist, by id. */
  describeSubnets(ids: readonly string[], options?: ReadOptions): Promise<readonly SubnetFact[]>;
}

/** One of the two records of a name between which Route 53 chooses by a health check. */
export interface FailoverRecordFact {
  readonly role: 'primary' | 'secondary';
  /** What it answers with: the alias's name without its last dot, or its first value. */
  readonly target: string;
  readonly healthCheckId?: string;
}

export interface FailoverRecordReads {
  /** Empty when the name has none of this kind. */
  listFailoverRecords(
    zoneId: string,
    name: string,
    options?: ReadOptions,
  ): Promise<readonly FailoverRecordFact[]>;
}

export interface BalancerFact {
  readonly dnsName: string;
  /** AWS's word: `active`, `provisioning`, `active_impaired`, `failed`. */
  readonly state: string;
}

export interface BalancerReads {
  listBalancers(options?: ReadOptions): Promise<readonly BalancerFact[]>;
}
