/** How a resource is, seen from AWS and not from Terraform's state. */
export type ResourceState = 'ready' | 'pending' | 'failed' | 'absent' | 'unknown';

export interface ResourceLook {
  readonly state: ResourceState;
  /** What was seen, in AWS's words: `ACTIVE`, `CREATING`. */
  readonly words: string;
  readonly tags: Readonly<Record<string, string>>;
  /** What `terraform import` calls it; absent: not known for this type. */
  readonly importId?: string;
}

export interface AskedResource {
  readonly type: string;
  /** As the state or the plan has them. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Looks at resources of the types that a recovery builds. Reads only. */
export interface ResourceReads {
  look(resource: AskedResource, signal: AbortSignal): Promise<ResourceLook>;
}
