import { randomUUID } from 'node:crypto';

import { TerminalError } from '@understudy/errors';
import type { ServiceRecord } from '@understudy/leases';
import * as z from 'zod';

import type { PlanWorld } from './plan-world.ts';

const Answer = z.object({
  statusCode: z.number(),
  body: z.object({ message: z.string(), incident: z.string().optional() }),
});

export interface PlanOrder {
  readonly kind: 'run' | 'approve' | 'abort' | 'prepare';
  readonly reason: string;
  readonly force?: boolean;
}

/** Sends an order to the document's function; it binds the epoch that the person was shown. */
export async function sendPlanOrder(
  world: PlanWorld,
  record: Pick<ServiceRecord, 'state'>,
  order: PlanOrder,
): Promise<{ readonly incidentId: string; readonly message: string }> {
  const { functions, entryName, person } = world;
  const epoch = record.state?.epoch;
  const answer = await functions.invoke(entryName, {
    order: {
      ...order,
      by: person,
      id: randomUUID(),
      ...(epoch === undefined ? {} : { expectedEpoch: epoch }),
    },
  });
  const parsed = Answer.safeParse(answer);
  const { incident, message } = parsed.data?.body ?? {};
  if (parsed.data?.statusCode === 202 && incident !== undefined && message !== undefined) {
    return { incidentId: incident, message };
  }
  throw new TerminalError(
    'Refused',
    `${entryName} took no order: ${message ?? JSON.stringify(answer)}. Next: understudy status dr`,
  );
}
