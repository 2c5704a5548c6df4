import { TerminalError } from '@understudy/errors';

import { confirm } from '../commands/confirm.ts';
import {
  argument,
  flagOption,
  textOption,
  type CommandContext,
  type CommandInput,
} from '../commands/command-spec.ts';
import { findIncident } from '../commands/why.ts';
import { formatTime } from '../output/seconds.ts';
import { followPlan, showEnd } from './follow-plan.ts';
import { sendPlanOrder } from './order-plan.ts';
import { connectPlan } from './plan-world.ts';

/** Answers the question of a recovery; a run that ended to wait for it is begun anew. */
export async function approvePlan(context: CommandContext, input: CommandInput): Promise<number> {
  const world = await connectPlan(context.settings);
  const incident = await findIncident({ world, key: world.key }, argument(input, 0));
  const { approval, id } = incident;
  if (!approval || approval.answer || incident.closedAtMilliseconds !== undefined) {
    throw new TerminalError(
      'Refused',
      `Expected an open question of ${id}, found none. Next: understudy status dr`,
    );
  }
  const verdict = flagOption(input, 'refuse') ? 'refused' : 'approved';
  await confirm(context, input, [
    `${id}: ${approval.question} (open until ${formatTime(approval.expiresAtMilliseconds)})`,
    `Your answer: ${verdict}.`,
  ]);
  const comment = textOption(input, 'comment') ?? '';
  const given = { verdict, by: world.person, comment, atMilliseconds: world.clock.now() } as const;
  await world.store.answerApproval(id, approval.id, given);
  const record = await world.store.readService(world.key);
  // A run that still has the lease takes the answer itself.
  const isLeft = record.lease.owner === undefined;
  if (isLeft) {
    const reason = comment === '' ? `${verdict} by ${world.person}` : comment;
    await sendPlanOrder(world, record, { kind: 'approve', reason });
  }
  context.output.line(`${id}: ${verdict}; a fresh look follows.`);
  if (input.options['wait'] === false) {
    context.output.data({ verdict, incident: id });
    return 0;
  }
  const before = isLeft ? incident.executions.length : undefined;
  return showEnd(context, await followPlan(context, world, id, before));
}
