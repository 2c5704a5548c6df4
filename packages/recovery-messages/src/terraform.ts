import * as z from 'zod';

import { ArchiveLocation, Finding, Name, Region, RunIdentity } from './names.ts';

const VARIABLES_MAX = 100;
const ADDRESSES_MAX = 1_000;

/** What a variable of Terraform's may be: passed as a file, never through a shell. */
export const TerraformValue: z.ZodType<TerraformValue> = z.lazy(() =>
  z.union([
    z.string().max(16_384),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(TerraformValue).max(1_000),
    z.record(z.string().max(256), TerraformValue),
  ]),
);
export type TerraformValue =
  | string
  | number
  | boolean
  | null
  | readonly TerraformValue[]
  | { readonly [key: string]: TerraformValue };

/** What backend.tf must say, and where the state is. */
export const StateLocation = z.strictObject({
  bucket: z.string().min(3).max(63),
  key: z.string().min(1).max(1024),
  region: Region,
});

/** A state's identity and age: a state older than one that was seen must not be built upon. */
export const StateVersion = z.strictObject({
  lineage: z.string().max(128),
  serial: z.int().min(0),
});
export type StateVersion = z.infer<typeof StateVersion>;

/** What terraform-runner is asked. `check` and `rehearse` change nothing, `check` needs no Terraform state. */
export const TerraformRequest = z.strictObject({
  verb: z.enum(['check', 'rehearse', 'apply']),
  run: RunIdentity,
  region: Region,
  blueprint: ArchiveLocation,
  state: StateLocation,
  variables: z
    .record(Name, TerraformValue)
    .refine((value) => Object.keys(value).length <= VARIABLES_MAX, `at most ${VARIABLES_MAX}`)
    .default({}),
  /** Calls that a regional disaster forbids are refused instead of reported. */
  strict: z.boolean().default(false),
  /** Types that may be untainted once they are ready: `aws_eks_cluster`. */
  untaintAllowed: z.array(Name).max(50).default([]),
  /** The newest state that was seen. */
  lastState: StateVersion.optional(),
  /** When the answer must have been given, epoch milliseconds; the runner's own end comes first. */
  deadlineMilliseconds: z.number().optional(),
});
export type TerraformRequest = z.infer<typeof TerraformRequest>;

export const TerraformOutcome = z.enum([
  /** `check`, `rehearse`: looked, nothing was changed. */
  'checked',
  'applied',
  'unchanged',
  /** Stopped in time, state saved, lock gone: ask again, it goes on. */
  'interrupted',
  /** Another live owner has the state's lock: wait. */
  'locked',
  /** A person decides: somebody else's lock, a resource that exists already. */
  'asked',
  /** The archive, the backend, the plan's policy: acting again changes nothing. */
  'refused',
  'failed',
]);

export const ResourceCounts = z.strictObject({
  add: z.int().min(0),
  change: z.int().min(0),
  destroy: z.int().min(0),
  replace: z.int().min(0),
});

/** What terraform-runner answers: also failures of Terraform are answers, with their own words. */
export const TerraformResult = z.strictObject({
  outcome: TerraformOutcome,
  sentence: z.string().max(4096),
  next: z.string().max(4096).optional(),
  counts: ResourceCounts.optional(),
  /** Values of outputs that are not sensitive; sensitive ones never leave the runner. */
  outputs: z.record(z.string(), TerraformValue).default({}),
  /** Addresses that the plan still had to do when it was interrupted. */
  left: z.array(z.string().max(1024)).max(ADDRESSES_MAX).default([]),
  findings: z.array(Finding).max(ADDRESSES_MAX).default([]),
  state: StateVersion.optional(),
  lock: z
    .strictObject({
      id: z.string().max(128),
      who: z.string().max(512),
      createdAt: z.string().max(64),
      operation: z.string().max(128),
      /** Whose run our own record says it is; absent: not one of ours. */
      run: RunIdentity.optional(),
    })
    .optional(),
});
export type TerraformResult = z.infer<typeof TerraformResult>;
