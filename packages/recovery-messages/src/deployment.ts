import * as z from 'zod';

import { ArchiveLocation, Finding, Name, Region, RunIdentity } from './names.ts';

const OBJECTS_MAX = 1_000;

/** Kubernetes' own rule for names of namespaces and most objects. */
export const KubernetesName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected a DNS label, like konecta-erp');

/** Where the manifests are: an archive in S3, or a directory packaged with the function. */
export const BundleLocation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('archive'), archive: ArchiveLocation }),
  z.strictObject({ kind: z.literal('packaged'), path: z.string().min(1).max(256) }),
]);
export type BundleLocation = z.infer<typeof BundleLocation>;

/**
 * What k8s-deployer is asked. `check` looks at access only; `rehearse` is a dry run on the server;
 * `prepare` applies what needs neither nodes nor the database; `apply` applies all of it; `status`
 * looks at rollouts; `restart` restarts the service once for an incident; `stop` scales the namespace's
 * workloads to zero and writes down what they were (a fence), `start` takes that back (its undo).
 */
export const DeploymentRequest = z.strictObject({
  verb: z.enum(['check', 'rehearse', 'prepare', 'apply', 'restart', 'status', 'stop', 'start']),
  run: RunIdentity,
  region: Region,
  cluster: z.string().min(1).max(100),
  namespace: KubernetesName,
  /** The application's main service: its workload is the one that is restarted. */
  service: KubernetesName,
  bundle: BundleLocation,
  /** Values for `${NAME}` in manifests: the promoted endpoint, the region. Names in capitals. */
  values: z.record(z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), z.string().max(4096)).default({}),
  allowedNamespaces: z.array(KubernetesName).max(100).default([]),
  /**
   * What `status` looks at. `bundle` (default): how far what was applied is. `namespace`: everything
   * that runs in the name space, each pod that is left included: the evidence of a fence.
   */
  look: z.enum(['bundle', 'namespace']).optional(),
  /** Conflicts that may be forced, by kind and the other manager's name. */
  force: z
    .array(z.strictObject({ kind: Name, manager: z.string().min(1).max(128) }))
    .max(50)
    .default([]),
  deadlineMilliseconds: z.number().optional(),
});
export type DeploymentRequest = z.infer<typeof DeploymentRequest>;

export const ObjectReport = z.strictObject({
  kind: z.string().max(128),
  namespace: z.string().max(64).optional(),
  name: z.string().max(256),
  action: z.enum([
    'created',
    'changed',
    'unchanged',
    'restarted',
    'stopped',
    'started',
    'would-create',
    'would-change',
  ]),
});

export const RolloutReport = z.strictObject({
  kind: z.string().max(128),
  namespace: z.string().max(64),
  name: z.string().max(256),
  ready: z.int().min(0),
  desired: z.int().min(0),
  state: z.enum(['complete', 'progressing', 'failed']),
  /** A failing pod's own reason: `ImagePullBackOff: …`. */
  reason: z.string().max(2048).optional(),
});
export type RolloutReport = z.infer<typeof RolloutReport>;

export const DeploymentResult = z.strictObject({
  outcome: z.enum([
    'checked',
    'applied',
    /** `status`: not all rollouts are complete yet, none has failed. */
    'progressing',
    /** `status`: all rollouts are complete. */
    'ready',
    /** Another field manager owns what the bundle sets. */
    'conflict',
    /** The bundle or the request is not valid, or access is not given. */
    'refused',
    /** The API cannot be reached now: ask again. */
    'unreachable',
    'failed',
  ]),
  sentence: z.string().max(4096),
  next: z.string().max(4096).optional(),
  objects: z.array(ObjectReport).max(OBJECTS_MAX).default([]),
  rollouts: z.array(RolloutReport).max(OBJECTS_MAX).default([]),
  findings: z.array(Finding).max(OBJECTS_MAX).default([]),
});
export type DeploymentResult = z.infer<typeof DeploymentResult>;
