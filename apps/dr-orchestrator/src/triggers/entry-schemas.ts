import { PrintableName } from '@understudy/lambda-middleware';
import * as z from 'zod';

/** A person's order, as `understudy` sends it. */
const Order = z.strictObject({
  kind: z.enum(['run', 'approve', 'abort', 'prepare']),
  by: PrintableName.max(128),
  reason: z.string().min(1).max(500),
  expectedEpoch: z.int().min(0).max(1_000_000_000).optional(),
  force: z.boolean().default(false),
  id: PrintableName.max(128),
});

/** A direct invoke: exactly `{}`, exactly `{"test": true}`, or an order. */
export const DirectInvoke = z.union([
  z.strictObject({}),
  z.strictObject({ test: z.literal(true) }),
  z.strictObject({ order: Order }),
]);
export type DirectInvoke = z.infer<typeof DirectInvoke>;
