import { pilotLightOf } from '@understudy/dr-orchestrator';
import { TerminalError } from '@understudy/errors';

import {
  flagOption,
  requiredText,
  textOption,
  type CommandContext,
  type CommandInput,
} from '../commands/command-spec.ts';
import { confirm } from '../commands/confirm.ts';
import { followPlan, isPreparation, showEnd } from './follow-plan.ts';
import { sendPlanOrder } from './order-plan.ts';
import { connectPlan, type PlanWorld } from './plan-world.ts';

/**
 * AWS's list prices of 2026, us-east-1, in dollars for a month of 730 hours: a cluster's control
 * plane (0.10 an hour), a load balancer (0.0225) and a NAT gateway (0.045), each without traffic.
 */
const MONTHLY_DOLLARS = { cluster: 73, balancer: 16, gateway: 33 } as const;

/** Builds in peace time what a recovery would wait for, by the deployed functions. */
export async function preparePlan(context: CommandContext, input: CommandInput): Promise<number> {
  const world = await connectPlan(context.settings);
  const { store, key } = world;
  const force = flagOption(input, 'force');
  const reason = force
    ? requiredText(input, 'reason', 'a forced order is kept with its reason')
    : (textOption(input, 'reason') ?? 'ordered by hand');
  await assertNoRecovery(world);
  await confirm(context, input, consequencesOf(world));
  const record = await store.readService(key);
  const order = { kind: 'prepare', reason, force } as const;
  const { incidentId, message } = await sendPlanOrder(world, record, order);
  context.output.line(`${message}: ${incidentId}`);
  if (input.options['wait'] === false) {
    context.output.line(`Next: understudy watch ${incidentId}`);
    context.output.data({ incident: incidentId });
    return 0;
  }
  // A preparation that is under way already answers this order too.
  const open = (await store.readService(key)).openIncident?.id;
  return showEnd(context, await followPlan(context, world, open ?? incidentId));
}

async function assertNoRecovery({ store, key }: PlanWorld): Promise<void> {
  const { openIncident } = await store.readService(key);
  const incident = openIncident && (await store.readIncident(openIncident.id));
  if (!incident || isPreparation(incident)) return;
  throw new TerminalError(
    'Refused',
    `Expected no recovery under way, found ${incident.id}: nothing is prepared beside it. Next: understudy watch ${incident.id}`,
  );
}

function consequencesOf({ plan }: PlanWorld): readonly string[] {
  const { primary, recovery } = plan.regions;
  const { cluster, balancer, gateway } = MONTHLY_DOLLARS;
  const steps = pilotLightOf(plan).plan.steps.map(({ name }) => name);
  return [
    `${plan.name}: Terraform builds in ${recovery} what a recovery would wait for (${steps.join(', ') || 'nothing'}): network, ${plan.cluster.recovery} and its balancer, without nodes. A first time takes 10 to 20 minutes.`,
    `${primary} stays in charge: nothing is promoted, fenced or shifted.`,
    `To keep it costs about ${cluster + balancer} dollars a month (cluster ${cluster}, balancer ${balancer}) and ${gateway} for each NAT gateway of the blueprint, at list prices and without traffic.`,
  ];
}
