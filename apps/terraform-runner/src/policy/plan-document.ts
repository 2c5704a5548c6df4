import * as z from 'zod';

const ResourceChange = z.object({
  address: z.string(),
  mode: z.string(),
  type: z.string(),
  change: z.object({
    actions: z.array(z.string()).min(1),
    /** What it would become. May be sensitive: read for names and ids only, never shown. */
    after: z.record(z.string(), z.unknown()).nullish(),
  }),
  /** `replace_because_tainted`, `delete_because_no_resource_config`, … */
  action_reason: z.string().optional(),
});
export type ResourceChange = z.infer<typeof ResourceChange>;

/** `terraform show -json` of a plan, as far as the policy reads it. It is never logged. */
export const PlanDocument = z.object({
  format_version: z.string(),
  resource_changes: z.array(ResourceChange).default([]),
});
export type PlanDocument = z.infer<typeof PlanDocument>;
