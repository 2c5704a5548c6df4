import { PrintableName } from '@understudy/lambda-middleware';
import * as z from 'zod';

/** As the configuration allows them, and as the names of executions do. */
export const ServiceName = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[a-z0-9](?:[\w-]*[a-z0-9])?$/i, 'expected letters, digits, - and _');

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
  by: PrintableName,
  reason: z.string().min(1).max(500),
  expectedActive: z.enum(['primary', 'backup']),
  expectedEpoch: z.int().min(0).max(1_000_000_000),
  force: z.boolean().default(false),
  approvalId: PrintableName.optional(),
  id: PrintableName,
});

/** A direct invoke: judged like an alarm, a rehearsal, or an order. Anything else is refused. */
export const DirectInvoke = z.strictObject({
  service: ServiceName,
  test: z.literal(true).optional(),
  order: Order.optional(),
});
