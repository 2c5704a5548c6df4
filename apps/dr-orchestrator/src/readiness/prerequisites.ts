import type {
  BalancerReads,
  CertificateReads,
  FailoverRecordReads,
  ImageReads,
  KmsReads,
  QuotaReads,
  SecretReads,
  SubnetReads,
} from '@understudy/aws-clients';

/**
 * What no step owns and a recovery needs all the same, as the plan file lists it. Each is looked at
 * in the recovery region, with nothing but reads.
 */
export interface Prerequisites {
  /** Keys that encrypt what is copied: by id, ARN or alias. */
  readonly keys: readonly string[];
  /** Roles that must be allowed to use a key. */
  readonly grants: readonly { readonly key: string; readonly grantee: string }[];
  readonly secrets: readonly string[];
  readonly images: readonly ImageNeed[];
  readonly certificates: readonly string[];
  readonly quotas: readonly QuotaNeed[];
  readonly subnets?: { readonly ids: readonly string[]; readonly freeAddresses: number };
  /** The deployer's role: it needs an entry in both clusters. */
  readonly deployerRole?: string;
}

export interface ImageNeed {
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

export interface QuotaNeed {
  readonly service: string;
  readonly quota: string;
  readonly atLeast: number;
}

export const NO_PREREQUISITES: Prerequisites = {
  keys: [],
  grants: [],
  secrets: [],
  images: [],
  certificates: [],
  quotas: [],
};

/** What is asked of the recovery region. */
export interface PrerequisiteReads {
  readonly keys: KmsReads;
  readonly secrets: SecretReads;
  readonly images: ImageReads;
  readonly certificates: CertificateReads;
  readonly quotas: QuotaReads;
  readonly subnets: SubnetReads;
  /** Of the names that users ask: Route 53's, which are in no region. */
  readonly records: FailoverRecordReads;
  readonly balancers: BalancerReads;
}
