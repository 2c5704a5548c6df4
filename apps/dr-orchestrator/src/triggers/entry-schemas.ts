import * as z from 'zod';

/** Names as AWS allows them; no control characters, so that logs survive. */
const Name = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected no control characters');

const AlarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

/** What CloudWatch puts into an SNS message. Only the fields that we use; AWS adds others. */
export const AlarmMessage = z.object({
  AlarmName: Name,
  AlarmArn: Name.optional(),
  NewStateValue: AlarmState,
  NewStateReason: z.string().max(4_096).optional(),
  StateChangeTime: z.string().max(64),
});

export const SnsEvent = z.object({
  Records: z
    .array(
      z.object({
        EventSource: z.literal('aws:sns'),
        Sns: z.object({ TopicArn: Name, Message: z.string() }),
      }),
    )
    .min(1)
    .max(10),
});

/** EventBridge: `CloudWatch Alarm State Change`. */
export const AlarmEvent = z.object({
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
  }),
});

/** A person's order, as `understudy` sends it. */
const Order = z.strictObject({
  kind: z.enum(['run', 'approve', 'abort']),
  by: Name.max(128),
  reason: z.string().min(1).max(500),
  expectedEpoch: z.int().min(0).max(1_000_000_000).optional(),
  force: z.boolean().default(false),
  id: Name.max(128),
});

/** A direct invoke: exactly `{}`, exactly `{"test": true}`, or an order. */
export const DirectInvoke = z.union([
  z.strictObject({}),
  z.strictObject({ test: z.literal(true) }),
  z.strictObject({ order: Order }),
]);
export type DirectInvoke = z.infer<typeof DirectInvoke>;
