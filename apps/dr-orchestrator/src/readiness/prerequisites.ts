import type { ReadOptions } from '@understudy/aws-clients';

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

/** What is asked of a region, as narrow as the questions are. */
export interface PrerequisiteReads {
  readonly keys: {
    describeKey(
      key: string,
      options?: ReadOptions,
    ): Promise<{ readonly state: string } | undefined>;
    listGrants(
      key: string,
      grantee: string | undefined,
      options?: ReadOptions,
    ): Promise<readonly { readonly grantee: string }[]>;
  };
  readonly secrets: {
    describeSecret(
      secret: string,
      options?: ReadOptions,
    ): Promise<{ readonly isBeingDeleted: boolean } | undefined>;
  };
  readonly images: {
    describeImage(
      repository: string,
      image: { readonly digest: string } | { readonly tag: string },
      options?: ReadOptions,
    ): Promise<{ readonly digest: string } | undefined>;
  };
  readonly certificates: {
    describeCertificate(
      arn: string,
      options?: ReadOptions,
    ): Promise<{ readonly status: string; readonly validUntilMilliseconds?: number } | undefined>;
  };
  readonly quotas: {
    readQuota(service: string, quota: string, options?: ReadOptions): Promise<number | undefined>;
  };
  readonly subnets: {
    describeSubnets(
      ids: readonly string[],
      options?: ReadOptions,
    ): Promise<readonly { readonly id: string; readonly freeAddresses: number }[]>;
  };
}
