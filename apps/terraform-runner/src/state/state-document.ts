import * as z from 'zod';

const Instance = z.object({
  index_key: z.union([z.string(), z.number()]).optional(),
  /** `tainted`: its creation was interrupted. */
  status: z.string().optional(),
  /** Set on an object that is to be destroyed after its replacement. */
  deposed: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
});

const Resource = z.object({
  module: z.string().optional(),
  mode: z.string(),
  type: z.string(),
  name: z.string(),
  instances: z.array(Instance).default([]),
});

/** Terraform's state, format 4, as far as it is read here. */
export const StateDocument = z.object({
  version: z.literal(4),
  serial: z.int().min(0),
  lineage: z.string(),
  resources: z.array(Resource).default([]),
});
export type StateDocument = z.infer<typeof StateDocument>;
