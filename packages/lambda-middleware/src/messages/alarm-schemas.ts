import * as z from 'zod';

import { NAME_CHARACTERS_MAX } from './bounds.ts';

/** Printable names without control characters: what AWS's own consoles allow, and logs survive. */
export const PrintableName = z
  .string()
  .min(1)
  .max(NAME_CHARACTERS_MAX)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'expected no control characters');

const AlarmState = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const Dimension = z.object({ name: z.string(), value: z.string() });

const MetricOfExpression = z.object({
  MetricStat: z
    .object({
      Metric: z.object({ Dimensions: z.array(Dimension).max(30).optional() }).optional(),
    })
    .optional(),
});

/** What CloudWatch puts into an SNS message. Only the fields that we use; AWS adds others. */
export const AlarmMessage = z.object({
  AlarmName: PrintableName,
  AlarmArn: PrintableName.optional(),
  NewStateValue: AlarmState,
  NewStateReason: z.string().max(4_096).optional(),
  StateChangeTime: z.string().max(64),
  Trigger: z
    .object({
      Dimensions: z.array(Dimension).max(30).optional(),
      Metrics: z.array(MetricOfExpression).max(20).optional(),
    })
    .optional(),
});
export type AlarmMessage = z.infer<typeof AlarmMessage>;

/** One delivery of SNS to a function. */
export const SnsEvent = z.object({
  Records: z
    .array(
      z.object({
        EventSource: z.literal('aws:sns'),
        Sns: z.object({ TopicArn: PrintableName, Message: z.string() }),
      }),
    )
    .min(1)
    .max(10),
});
export type SnsRecord = z.infer<typeof SnsEvent>['Records'][number]['Sns'];

const MetricOfEvent = z.object({
  metricStat: z
    .object({
      metric: z.object({ dimensions: z.record(z.string(), z.string()).optional() }).optional(),
    })
    .optional(),
});

/** EventBridge: `CloudWatch Alarm State Change`. */
export const AlarmEvent = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
  resources: z.array(PrintableName).max(10),
  detail: z.object({
    alarmName: PrintableName,
    state: z.object({
      value: AlarmState,
      reason: z.string().max(4_096).optional(),
      timestamp: z.string().max(64),
    }),
    configuration: z.object({ metrics: z.array(MetricOfEvent).max(20).optional() }).optional(),
  }),
});
export type AlarmEvent = z.infer<typeof AlarmEvent>;
