import { createStsClient, createStsReads } from '@understudy/aws-clients/sts';
import {
  nameIncident,
  type FailoverInput,
  type OrderTrigger,
} from '@understudy/sns-instance-failover';
import * as z from 'zod';

import { confirm } from '../commands/confirm.ts';
import type { CommandContext, CommandInput } from '../commands/command-spec.ts';
import { readKnownService, RUN_ORDER, showResult } from '../commands/orders.ts';
import type { OperatorWorld } from '../dependencies.ts';
import { renderEntry } from '../telling/describe-incident.ts';
import { hostFailover } from './host-failover.ts';
import { runJournaled } from './local-run.ts';
import { tellingPeople } from './tell-people.ts';

export interface LocalRun {
  readonly service: string;
  readonly reason: string;
  readonly force: boolean;
  readonly journal: string | undefined;
}

/** Written by this file only; a trigger's own rules are the workflow's. */
const Input: z.ZodType<FailoverInput> = z.object({
  service: z.string(),
  incidentId: z.string(),
  rehearse: z.boolean(),
  trigger: z.custom<OrderTrigger>((value) => Reflect.get(Object(value), 'kind') === 'order'),
});

/** A failover by the workflow on this machine: for when Lambda cannot be asked. */
export async function runOnThisMachine(
  context: CommandContext,
  input: CommandInput,
  world: OperatorWorld,
  run: LocalRun,
): Promise<number> {
  const { service, reason, force, journal } = run;
  const { output } = context;
  const begun = world.clock.now();
  const identity = createStsReads({ client: createStsClient(world.clients) });
  const result = await runJournaled(context, world, {
    word: service,
    key: `service#${service}`,
    journal,
    input: Input,
    async begin(id) {
      const record = await readKnownService(world, service);
      await confirm(context, input, [...RUN_ORDER.consequences(service, record), HERE]);
      const { active, epoch } = record.state;
      return inputOf(service, orderOf(world, { reason, force, id, active, epoch }));
    },
    host: async (hosting) =>
      hostFailover(hosting, await tellingPeople(context, world.failover, identity), (entry) =>
        renderEntry(output, entry, begun),
      ),
  });
  return showResult(context, result);
}

/** What a local run means for everybody else. */
export const HERE =
  'It runs on this machine, with your credentials; the deployed functions see its lease and wait.';

export function inputOf(service: string, trigger: OrderTrigger): FailoverInput {
  return { service, trigger, incidentId: nameIncident(service, trigger), rehearse: false };
}

export function orderOf(
  world: OperatorWorld,
  order: {
    readonly reason: string;
    readonly force: boolean;
    readonly id: string;
    readonly active: OrderTrigger['expectedActive'];
    readonly epoch: number;
  },
): OrderTrigger {
  return {
    kind: 'order',
    order: 'run',
    by: world.person,
    reason: order.reason,
    expectedActive: order.active,
    expectedEpoch: order.epoch,
    force: order.force,
    atMilliseconds: world.clock.now(),
    messageId: order.id,
  };
}
