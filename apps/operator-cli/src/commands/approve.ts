import { TerminalError } from '@understudy/errors';
import type { Approval, Incident } from '@understudy/leases';

import { connect, type OperatorWorld } from '../dependencies.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { formatTime } from '../output/seconds.ts';
import { approvePlan } from '../region/approve-plan.ts';
import { isPlanTarget } from '../region/plan-world.ts';
import { serviceName } from '../telling/describe-service.ts';
import type { ExecutionResult } from '../world/executions.ts';
import {
  argument,
  flagOption,
  textOption,
  usageError,
  YES_OPTION,
  type CommandContext,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';
import { confirm } from './confirm.ts';
import { followOrder, readKnownService, sendOrder, showResult } from './orders.ts';
import { findIncident } from './why.ts';

/** More than the services of one region that can ask at once. */
const INCIDENTS_MAX = 200;

export const approve: CommandSpec = {
  usage: 'approve [incident]',
  summary: 'answers the question of an incident, or of a whole group',
  details:
    '`dr` answers the recovery plan. The answer binds the incident, its epoch and its plan, and is followed by a fresh look: what is no longer so is not done. The first answer counts.',
  examples: [
    'understudy approve signaling-20261122-0304-e212f4',
    'understudy approve signaling --refuse --comment "the database is being moved"',
    'understudy approve --group velocity --yes',
  ],
  options: [
    { flags: '--refuse', description: 'the answer is no' },
    { flags: '--comment <text>', description: 'kept with the answer' },
    { flags: '--group <name>', description: 'every open question of this group (velocity)' },
    YES_OPTION,
    { flags: '--no-wait', description: 'ends when the answer is taken' },
  ],
  asksAws: true,
  async act(context, input) {
    if (isPlanTarget(argument(input, 0))) return approvePlan(context, input);
    const world = await connect(context.settings);
    const questions = await openQuestions(world, input);
    const verdict = flagOption(input, 'refuse') ? 'refused' : 'approved';
    await confirm(context, input, [
      ...questions.map(
        ({ incident, approval }) =>
          `${incident.id}: ${approval.question} (open until ${formatTime(approval.expiresAtMilliseconds)})`,
      ),
      `Your answer${questions.length > 1 ? ` to all ${questions.length}` : ''}: ${verdict}.`,
    ]);
    const results: ExecutionResult[] = [];
    for (const question of questions) {
      const result = await answer(context, world, question, {
        verdict,
        comment: textOption(input, 'comment') ?? '',
        wait: input.options['wait'] !== false,
      });
      if (result) results.push(result);
    }
    if (results.length === 1 && results[0]) return showResult(context, results[0]);
    context.output.data({ verdict, results });
    for (const { service, outcome } of results)
      context.output.line(`${service}: ${outcome.name} (${outcome.reason})`);
    return Math.max(0, ...results.map(({ outcome }) => OUTCOME_EXIT_CODES[outcome.name]));
  },
};

interface OpenQuestion {
  readonly incident: Incident;
  readonly approval: Approval;
}

async function openQuestions(
  world: OperatorWorld,
  input: CommandInput,
): Promise<readonly OpenQuestion[]> {
  const name = argument(input, 0);
  const group = textOption(input, 'group');
  if ((name !== '') === (group !== undefined)) {
    throw usageError(
      'an incident or --group',
      group === undefined ? 'neither' : 'both',
      'understudy status lists open incidents',
    );
  }
  const incidents =
    group === undefined
      ? [await findIncident({ world, key: `service#${name}` }, name)]
      : await world.store.listIncidents({ limit: INCIDENTS_MAX });
  const open = incidents.flatMap((incident) => {
    const { approval, closedAtMilliseconds } = incident;
    const isOpen = approval !== undefined && !approval.answer && closedAtMilliseconds === undefined;
    return isOpen && (group === undefined || approval.group === group)
      ? [{ incident, approval }]
      : [];
  });
  if (open.length > 0) return open;
  throw new TerminalError(
    'Refused',
    `Expected an open question of ${group === undefined ? name : `the group ${group}`}, found none. Next: understudy status`,
  );
}

async function answer(
  context: CommandContext,
  world: OperatorWorld,
  { incident, approval }: OpenQuestion,
  said: {
    readonly verdict: 'approved' | 'refused';
    readonly comment: string;
    readonly wait: boolean;
  },
): Promise<ExecutionResult | undefined> {
  const { verdict, comment } = said;
  const given = { verdict, by: world.person, comment, atMilliseconds: world.clock.now() };
  await world.store.answerApproval(incident.id, approval.id, given);
  const record = await readKnownService(world, serviceName(incident));
  const reason = comment === '' ? `${verdict} by ${world.person}` : comment;
  const started = await sendOrder(world, record, {
    kind: 'approve',
    reason,
    approvalId: approval.id,
  });
  context.output.line(`${serviceName(incident)}: ${verdict}; a fresh look follows.`);
  return said.wait ? followOrder(context, world, started) : undefined;
}
