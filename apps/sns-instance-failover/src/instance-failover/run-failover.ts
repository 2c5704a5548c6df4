import { TerminalError } from '@understudy/errors';
import type { Owner } from '@understudy/leases';
import type { Invocation, Workflow } from '@understudy/workflow';
import * as z from 'zod';

import type { FailoverWorld } from '../acting/failover-world.ts';
import { beginSession } from '../acting/session.ts';
import { ServiceName } from '../triggers/message-schemas.ts';
import type { Trigger } from '../triggers/trigger.ts';
import { isWarming, WARMING } from '../triggers/warming.ts';
import type { FailoverInput } from './failover-input.ts';
import { instanceFailover, type FailoverResult } from './instance-failover.ts';
import { rehearse, type RehearsalResult } from './rehearse.ts';

/** Written by our own router and reconciler; checked all the same, for anybody may invoke. */
const Input = z.strictObject({
  service: ServiceName,
  incidentId: z.string().min(1).max(128),
  rehearse: z.boolean(),
  delivery: z.exactOptional(z.string().max(128)),
  trigger: z.looseObject({
    kind: z.enum(['alarm', 'instance-state', 'deviation', 'request', 'order']),
  }),
});

/** One execution: a rehearsal, or the failover itself. */
export async function runFailover(
  workflow: Workflow,
  event: unknown,
  world: FailoverWorld,
  invocation: Invocation,
  owner: Owner,
): Promise<FailoverResult | RehearsalResult | typeof WARMING> {
  // An environment that has loaded all of this is all that was wanted.
  if (isWarming(event)) return WARMING;
  const input = parseInput(event);
  const service = world.settings.definitionOf(input.service);
  if (input.rehearse) return rehearse(workflow, input, world, service);
  const session = await beginSession({ world, service, invocation, owner });
  return instanceFailover(workflow, input, session);
}

function parseInput(event: unknown): FailoverInput {
  const parsed = Input.safeParse(event);
  if (!parsed.success) {
    const problems = parsed.error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .join('; ');
    throw new TerminalError(
      'InputInvalid',
      `expected the input that alarm-router writes, found ${problems}; invoke alarm-router instead`,
    );
  }
  // The trigger's own members were checked by the router's schemas, which made it.
  return { ...parsed.data, trigger: parsed.data.trigger as unknown as Trigger };
}
