import * as z from 'zod';

import { NAME_CHARACTERS_MAX } from './bounds.ts';

/** Printable names without control characters: what AWS's own consoles allow, and logs survive. */
const Name = z
  .string()
  .min(1)
  .max(NAME_CHARACTERS_MAX)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected no control characters');

/** As the configuration allows them, and as the names of executions do. */
export const ServiceName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9](?:[\w-]*[a-z0-9])?$/i, 'expected letters, digits, - and _');

const AlarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const Dimension = z.object({ name: z.string(), value: z.string() });

/** What CloudWatch puts into an SNS message. Only the fields that we use; AWS adds others. */
export const AlarmMessage = z.object({
  AlarmName: Name,
  AlarmArn: Name.optional(),
  NewStateValue: AlarmState,
  NewStateReason: z.string().max(4_096).optional(),
  StateChangeTime: z.string().max(64),
  Trigger: z
    .object({
      Dimensions: z.array(Dimension).max(30).optional(),
      Metrics: z
        .array(
          z.object({
            MetricStat: z
              .object({
                Metric: z.object({ Dimensions: z.array(Dimension).max(30).optional() }).optional(),
              })
              .optional(),
          }),
        )
        .max(20)
        .optional(),
    })
    .optional(),
});

/** One delivery of SNS to a function. */
export const SnsEvent = z.object({
  Records: z
    .array(
      z.object({
        EventSource: z.literal('aws:sns'),
        Sns: z.object({
          TopicArn: Name,
          MessageId: z.string().max(128),
          Message: z.string(),
          Timestamp: z.string().max(64),
        }),
      }),
    )
    .min(1)
    .max(10),
});

/** EventBridge: `CloudWatch Alarm State Change`. */
export const AlarmEvent = z.object({
  id: z.string().max(128),
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  resources: z.array(Name).max(10),
  detail: z.object({
    alarmName: Name,
    state: z.object({
      value: AlarmState,
      reason: z.string().max(4_096).optional(),
      timestamp: z.string().max(64),
    }),
    configuration: z
      .object({
        metrics: z
          .array(
            z.object({
              metricStat: z
                .object({
                  metric: z
                    .object({ dimensions: z.record(z.string(), z.string()).optional() })
                    .optional(),
                })
                .optional(),
            }),
          )
          .max(20)
          .optional(),
      })
      .optional(),
  }),
});

/** EventBridge: `EC2 Instance State-change Notification`. */
export const InstanceEvent = z.object({
  id: z.string().max(128),
  source: z.literal('aws.ec2'),
  'detail-type': z.literal('EC2 Instance State-change Notification'),
  time: z.string().max(64),
  detail: z.object({
    'instance-id': z.string().regex(/^i-[0-9a-f]{8,17}$/),
    state: z.string().max(32),
  }),
});

/** A person's order, as `understudy` sends it. */
const Order = z.strictObject({
  kind: z.enum(['run', 'switchover', 'failback', 'accept', 'approve']),
  by: Name,
  reason: z.string().min(1).max(500),
  expectedActive: z.enum(['primary', 'backup']),
  expectedEpoch: z.int().min(0).max(1_000_000_000),
  force: z.boolean().default(false),
  approvalId: Name.optional(),
  id: Name,
});

/** A direct invoke: judged like an alarm, a rehearsal, or an order. Anything else is refused. */
export const DirectInvoke = z.strictObject({
  service: ServiceName,
  test: z.literal(true).optional(),
  order: Order.optional(),
});
