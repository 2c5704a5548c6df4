import {
  ArchiveLocation,
  BundleLocation,
  KubernetesName,
  Region,
} from '@understudy/recovery-messages';
import * as z from 'zod';

import {
  CONFIRM_WINDOW_SECONDS_MAX,
  CONFIRM_WINDOW_SECONDS_MIN,
  SUSPICION_WINDOW_SECONDS_MIN,
} from '../deciding/outage-verdict.ts';
import { TERRAFORM_HOSTS } from '../steps/terraform-task/choose-host.ts';

/** What a stage file may say. With the document's six variables everything may be left out. */

/** Steps of one plan: more than any runbook of a region, few enough for one durable execution. */
export const STEPS_MAX = 40;

/** The longest that one step may take: an execution ends by itself after four hours. */
const STEP_SECONDS_MAX = 3 * 3_600;

/** Names of plans and steps become parts of keys and of durable operations' names. */
const PlanName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,38}[a-z0-9]$/,
    'a name of small letters, digits and hyphens, 2 to 40 long',
  );
export const StepName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,22}[a-z0-9]$/,
    'a name of small letters, digits and hyphens, 2 to 24 long',
  );
const InstanceId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, "a database instance's name, at most 63 long");
const ClusterName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, "a cluster's name, at most 100 long");
const SecurityGroup = z.string().regex(/^sg-[a-z0-9-]{2,40}$/, 'a security group: sg-…');
const Bucket = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    'a bucket name of small letters, digits, dots and hyphens',
  );
const Zone = z.string().regex(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone: Z…');
const ObjectKey = z.string().min(1).max(1024);
const Address = z
  .url({ protocol: /^https?$/ })
  .max(2048)
  .describe('Asked with GET; any answer below 400 is good.');
const Topic = z
  .string()
  .regex(/^(?:arn:aws[\w-]*:sns:[\w-]+:\d{12}:)?[\w-]{1,256}$/, "a topic's ARN or name");

function seconds(min: number, max: number, what: string) {
  return z.int().min(min).max(max).describe(what);
}

export const StepEntry = z.strictObject({
  kind: z.string().min(1).max(64).describe('What it does: promote-rds-replica, http-probe, …'),
  after: z.array(StepName).max(STEPS_MAX).optional().describe('Steps that must be done before.'),
  with: z
    .record(z.string().max(64), z.unknown())
    .optional()
    .describe('Its input. ${steps.database.endpoint} stands for an output of an earlier step.'),
  'time-out-seconds': seconds(5, STEP_SECONDS_MAX, 'Default: three times its estimate.').optional(),
  'on-failure': z.enum(['stop', 'continue', 'ask']).optional().describe('Default stop.'),
});
export type StepEntry = z.infer<typeof StepEntry>;

const NEEDS_MAX = 50;
const Need = z.string().min(1).max(512);

const ReadinessEntry = z.strictObject({
  keys: z.array(Need).max(NEEDS_MAX).optional(),
  grants: z
    .array(z.strictObject({ key: Need, grantee: Need }))
    .max(NEEDS_MAX)
    .optional(),
  secrets: z.array(Need).max(NEEDS_MAX).optional(),
  images: z
    .array(
      z.strictObject({
        repository: Need,
        tag: z.string().min(1).max(128).optional(),
        digest: z
          .string()
          .regex(/^sha256:[0-9a-f]{64}$/, 'a digest: sha256:…')
          .optional(),
      }),
    )
    .max(NEEDS_MAX)
    .optional(),
  certificates: z.array(Need).max(NEEDS_MAX).optional(),
  quotas: z
    .array(
      z.strictObject({ service: Need, quota: Need, 'at-least': z.number().min(0).max(1_000_000) }),
    )
    .max(NEEDS_MAX)
    .optional(),
  subnets: z
    .strictObject({
      ids: z
        .array(z.string().regex(/^subnet-[a-z0-9-]{2,40}$/, 'a subnet: subnet-…'))
        .max(NEEDS_MAX),
      'free-addresses': z.int().min(1).max(100_000),
    })
    .optional(),
  'deployer-role': z
    .string()
    .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, "a role's ARN")
    .optional(),
});

export const PlanFile = z.strictObject({
  $schema: z.string().optional().describe('For editors only.'),
  plan: PlanName.optional(),
  regions: z
    .strictObject({
      primary: Region.optional(),
      recovery: Region.optional(),
      witness: Region.optional().describe('A third region whose observer gives a second opinion.'),
    })
    .optional(),
  objectives: z
    .strictObject({
      'rto-minutes': z.int().min(1).max(240).optional(),
      'rpo-seconds': z.int().min(0).max(86_400).optional(),
    })
    .optional(),
  trigger: z.enum(['automatic', 'approval', 'manual']).optional(),
  'confirm-window-seconds': seconds(
    CONFIRM_WINDOW_SECONDS_MIN,
    CONFIRM_WINDOW_SECONDS_MAX,
    'Longer than native recovery.',
  ).optional(),
  'suspicion-window-seconds': seconds(
    SUSPICION_WINDOW_SECONDS_MIN,
    CONFIRM_WINDOW_SECONDS_MAX,
    'Building begins when the observers have seen nothing serve for this long; fence and promotion wait for the confirm window. The same as that: nothing is built before.',
  ).optional(),
  'when-unknown': z.enum(['ask', 'proceed']).optional(),
  'accepted-risk': z.string().min(20).max(2_000).optional(),
  strict: z.boolean().optional(),
  database: z
    .strictObject({
      primary: InstanceId.optional(),
      replica: InstanceId.optional(),
      'closed-security-group': SecurityGroup.optional(),
      'idle-lag-seconds': seconds(
        0,
        600,
        'Lag that an idle source reports although nothing lags.',
      ).optional(),
    })
    .optional(),
  cluster: z
    .strictObject({ primary: ClusterName.optional(), recovery: ClusterName.optional() })
    .optional(),
  application: z
    .strictObject({
      namespace: KubernetesName.optional(),
      service: KubernetesName.optional(),
      manifests: BundleLocation.optional(),
    })
    .optional(),
  infrastructure: z
    .strictObject({
      blueprint: ArchiveLocation.optional(),
      state: z.strictObject({ bucket: Bucket, key: ObjectKey }).optional(),
      host: z
        .enum(TERRAFORM_HOSTS)
        .optional()
        .describe(
          'Where Terraform runs. Default by-need: a task for a cold cluster, which takes longer ' +
            'than the 15 minutes of a function; a function for what is left of a prepared one.',
        ),
    })
    .optional(),
  traffic: z
    .strictObject({
      bucket: Bucket.optional(),
      key: ObjectKey.optional(),
      record: z
        .strictObject({ zone: Zone, name: z.string().min(1).max(255) })
        .optional()
        .describe('The failover record that follows the object: readiness looks where it leads.'),
    })
    .optional(),
  alarms: z.array(z.string().min(1).max(255)).max(100).optional(),
  topics: z.array(Topic).max(20).optional(),
  'notification-topic': Topic.optional(),
  observing: z
    .strictObject({
      endpoint: Address.optional(),
      balancer: Address.optional().describe('Any answer below 500 is good.'),
      control: Address.optional(),
    })
    .optional(),
  readiness: ReadinessEntry.optional().describe('What no step owns, in the recovery region.'),
  steps: z
    .record(StepName, StepEntry.nullable())
    .refine((steps) => Object.keys(steps).length <= STEPS_MAX, `at most ${STEPS_MAX} steps`)
    .optional()
    .describe(
      'Adds to the document’s steps, changes one of them by its name, or removes it (null).',
    ),
});
export type PlanFile = z.infer<typeof PlanFile>;
