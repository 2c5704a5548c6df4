/** What EKS says of a cluster, as far as a client of its API needs it. */
export interface ClusterFact {
  readonly name: string;
  /** `CREATING`, `ACTIVE`, `DELETING`, `FAILED`, `UPDATING`, `PENDING`: the list is open. */
  readonly status: string;
  /** Absent while it is being made. */
  readonly endpoint?: string;
  /** PEM in base64, as EKS gives it. */
  readonly certificateAuthority?: string;
  /** False: the endpoint answers inside its network only. */
  readonly publicEndpoint?: boolean;
}

export interface ClusterReads {
  /** Undefined when there is none of this name. */
  describeCluster(
    name: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ClusterFact | undefined>;
}
