import { TerminalError } from '@understudy/errors';

import { connect } from '../dependencies.ts';
import { isPlanTarget } from '../region/plan-world.ts';
import { runPlan } from '../region/run-plan.ts';
import {
  argument,
  flagOption,
  requiredText,
  textOption,
  usageError,
  type CommandContext,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';
import { giveOrder, ORDER_OPTIONS, RUN_ORDER } from './orders.ts';

export const run: CommandSpec = {
  usage: 'run <service>',
  summary: 'a failover by hand, through the deployed functions or on this machine',
  details:
    '`dr` recovers the lost region by its plan. Refused while the side in charge is healthy, unless forced: a planned move is a switchover. Binds the side in charge and the epoch that it shows: a repeated order is refused. With --local the same workflow runs on this machine, for when Lambda cannot be asked; killed and started again it goes on where it was. With --without-store, too, when the table cannot be read: it needs complete evidence and writes its record afterwards.',
  examples: [
    'understudy run signaling',
    'understudy run dr',
    'understudy run dr --local --reason "Lambda is down"',
    'understudy run signaling --force --reason "it answers, and wrongly"',
    'understudy run signaling --local --reason "Lambda is down"',
    'understudy run signaling --local --without-store --reason "DynamoDB is down, nobody else acts"',
  ],
  options: [
    ...ORDER_OPTIONS,
    { flags: '--local', description: 'on this machine, with your own credentials' },
    {
      flags: '--without-store',
      description: 'with --local: without lease and table; needs --reason',
    },
    { flags: '--journal <file>', description: 'with --local: where it is journaled' },
  ],
  asksAws: true,
  act: (context, input) =>
    isPlanTarget(argument(input, 0)) ? runRegion(context, input) : runService(context, input),
};

async function runRegion(context: CommandContext, input: CommandInput): Promise<number> {
  if (flagOption(input, 'withoutStore')) throw needsTable();
  if (!flagOption(input, 'local')) {
    assertLocal(input);
    return runPlan(context, input);
  }
  const { runPlanHere } = await import('../region/run-plan-here.ts');
  return runPlanHere(context, input);
}

/** Two regions cannot be told apart without it: what was fenced, owed, promoted, and by whom. */
function needsTable(): TerminalError {
  return new TerminalError(
    'Refused',
    "Expected the plan's table, which alone says what is fenced, owed and promoted, found --without-store. Next: understudy run dr --local as soon as DynamoDB in the recovery region answers; until then the steps by hand, as understudy rehearse dr lists them",
  );
}

function assertLocal(input: CommandInput): void {
  if (!flagOption(input, 'withoutStore') && textOption(input, 'journal') === undefined) return;
  throw usageError('--local with --without-store or --journal', 'none', 'add --local');
}

function runService(context: CommandContext, input: CommandInput): Promise<number> {
  return flagOption(input, 'local') ? runHere(context, input) : runThere(context, input);
}

async function runThere(context: CommandContext, input: CommandInput): Promise<number> {
  assertLocal(input);
  return giveOrder(context, input, RUN_ORDER);
}

async function runHere(context: CommandContext, input: CommandInput): Promise<number> {
  const withoutStore = flagOption(input, 'withoutStore');
  const force = flagOption(input, 'force');
  const needsReason = withoutStore || force;
  const reason = needsReason
    ? requiredText(input, 'reason', 'it is kept in the record')
    : (textOption(input, 'reason') ?? 'run on this machine');
  const world = await connect(context.settings);
  const local = {
    service: argument(input, 0),
    reason,
    force,
    journal: textOption(input, 'journal'),
  };
  if (withoutStore) {
    const { runWithoutStore } = await import('../local/run-without-store.ts');
    return runWithoutStore(context, input, world, local);
  }
  const { runOnThisMachine } = await import('../local/run-local.ts');
  return runOnThisMachine(context, input, world, local);
}
