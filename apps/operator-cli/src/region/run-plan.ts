import type { CommandContext, CommandInput } from '../commands/command-spec.ts';
import { flagOption, requiredText, textOption } from '../commands/command-spec.ts';
import { confirm } from '../commands/confirm.ts';
import { followPlan, isPreparation, showEnd } from './follow-plan.ts';
import { sendPlanOrder } from './order-plan.ts';
import { connectPlan, type PlanWorld } from './plan-world.ts';

/** A recovery by hand, by the deployed functions. */
export async function runPlan(context: CommandContext, input: CommandInput): Promise<number> {
  const world = await connectPlan(context.settings);
  const { reason, force } = readRunOrder(input);
  const record = await world.store.readService(world.key);
  await confirm(context, input, consequencesOf(world, record.state?.epoch, force));
  const left = record.openIncident && (await world.store.readIncident(record.openIncident.id));
  const { incidentId, message } = await sendPlanOrder(world, record, {
    kind: 'run',
    reason,
    force,
  });
  context.output.line(`${message}: ${incidentId}`);
  // An order joins an incident that is open already, and that one is followed.
  const { openIncident } = await world.store.readService(world.key);
  const open = openIncident && (await world.store.readIncident(openIncident.id));
  if (open && isPreparation(open)) {
    context.output.line(`${open.id} prepares the region: the recovery begins when that has ended.`);
    await followPlan(context, world, open.id);
    return showEnd(context, await followPlan(context, world, incidentId));
  }
  // What an earlier run left is gone on with: that it waits for a person is over.
  const before =
    left && record.lease.owner === undefined && left.id === open?.id ? left.executions.length : -1;
  return showEnd(context, await followPlan(context, world, open?.id ?? incidentId, before));
}

/** What a person says of a recovery by hand, wherever it runs. */
export function readRunOrder(input: CommandInput): {
  readonly reason: string;
  readonly force: boolean;
} {
  const force = flagOption(input, 'force');
  const reason = force
    ? requiredText(input, 'reason', 'a forced recovery is kept with its reason')
    : (textOption(input, 'reason') ?? 'ordered by hand');
  return { reason, force };
}

/** What will happen, said before it is asked. */
export function consequencesOf(
  { plan }: PlanWorld,
  epoch: number | undefined,
  force: boolean,
): readonly string[] {
  const { regions, database, cluster } = plan;
  return [
    `${plan.name}: ${regions.primary} is given up for ${regions.recovery}${epoch === undefined ? '' : `, at epoch ${epoch}`}.`,
    `Its applications are stopped and its database is closed as far as they can be reached; ${cluster.recovery} is built, ${database.replica} is promoted (that cannot be taken back), applications are deployed, traffic shifts.`,
    force
      ? 'Forced: it goes on where a graceful run would refuse or ask, a healthy primary included.'
      : `Refused while ${regions.primary} is healthy.`,
  ];
}
