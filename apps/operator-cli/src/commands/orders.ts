import { randomUUID } from 'node:crypto';

import { TerminalError } from '@understudy/errors';
import type { Role, ServiceRecord, ServiceState } from '@understudy/leases';

import { connect, type OperatorWorld } from '../dependencies.ts';
import { OUTCOME_EXIT_CODES } from '../output/exit-codes.ts';
import { memberWords, serviceName } from '../telling/describe-service.ts';
import { readRouterAnswer, type ExecutionResult, type Started } from '../world/executions.ts';
import { followExecution, followIncident } from '../world/follow.ts';
import {
  argument,
  flagOption,
  requiredText,
  textOption,
  YES_OPTION,
  type CommandContext,
  type CommandInput,
  type CommandSpec,
} from './command-spec.ts';
import { confirm } from './confirm.ts';
import { createFollower } from './following.ts';
import { serviceUnknown } from './known-services.ts';

export type OrderKind = 'run' | 'switchover' | 'failback' | 'accept' | 'approve';

/** A person's order as the router's schema has it. */
export interface Order {
  readonly kind: OrderKind;
  readonly reason: string;
  readonly force?: boolean;
  readonly approvalId?: string;
}

const REASON_DEFAULT = 'ordered by hand';

/** A service with a state that an order can bind to. */
export type KnownService = ServiceRecord & { readonly state: ServiceState };

export async function readKnownService(
  { store }: OperatorWorld,
  name: string,
): Promise<KnownService> {
  const record = await store.readService(`service#${name}`);
  if (record.state) return { ...record, state: record.state };
  const known = await store.listServices();
  throw serviceUnknown(name, known.map(serviceName));
}

/** Sends an order to the deployed router. It binds the state that the person was shown. */
export async function sendOrder(
  world: OperatorWorld,
  record: KnownService,
  order: Order,
): Promise<Started> {
  const { active, epoch } = record.state;
  const answer = await world.functions.invoke(world.routerName, {
    service: serviceName(record),
    order: {
      ...order,
      by: world.person,
      expectedActive: active,
      expectedEpoch: epoch,
      id: randomUUID(),
    },
  });
  return readRouterAnswer(answer);
}

/** Follows what an order set off: the run itself, or the one that has the service and takes it up. */
export async function followOrder(
  context: CommandContext,
  world: OperatorWorld,
  started: Started,
): Promise<ExecutionResult> {
  const follower = createFollower(context, world, `following ${started.incidentId}`);
  const result = await followExecution(follower, started);
  if (result.outcome.name !== 'joined') return result;
  context.output.line(`A run is under way and takes the order up: ${result.incidentId}`);
  const incident = await followIncident(follower, result.incidentId);
  return incident?.outcome ? { ...result, outcome: { ...incident.outcome } } : result;
}

export function showResult({ output }: CommandContext, result: ExecutionResult): number {
  const { outcome, incidentId } = result;
  const paint = OUTCOME_EXIT_CODES[outcome.name] === 0 ? output.paint.green : output.paint.yellow;
  output.line(`${paint(outcome.name)} (${outcome.reason}). ${outcome.sentence}`);
  output.line(`Next: ${outcome.next ?? `understudy why ${incidentId}`}`);
  output.data(result);
  return OUTCOME_EXIT_CODES[outcome.name];
}

interface OrderText {
  readonly kind: Exclude<OrderKind, 'approve'>;
  readonly summary: string;
  readonly details: string;
  consequences(service: string, record: KnownService): readonly string[];
}

function otherRole(role: Role): Role {
  return role === 'primary' ? 'backup' : 'primary';
}

function nameMember({ state }: KnownService, role: Role): string {
  const member = state.members[role];
  return member ? `${role} (${memberWords(member)})` : `${role} (no instance is recorded)`;
}

/** The present state, and what a move of the service means. */
function moveWords(service: string, record: KnownService, how: string): readonly string[] {
  const { active, epoch } = record.state;
  return [
    `${service}: ${nameMember(record, active)} is in charge at epoch ${epoch}.`,
    `This ${how}, stops it, then starts the ${nameMember(record, otherRole(active))} and puts it in charge.`,
    'Clients are refused from the one to the other: about as long as a stop and a start take.',
  ];
}

const ORDERS: readonly OrderText[] = [
  {
    kind: 'switchover',
    summary: 'a planned move to the other side, both healthy',
    details:
      'Drains the side in charge within its limit, then moves. Refused when that side is not healthy: then it is a run.',
    consequences: (service, record) => moveWords(service, record, 'drains the side in charge'),
  },
  {
    kind: 'failback',
    summary: 'the planned return to the primary',
    details: 'As a switchover; refused when the primary is in charge already.',
    consequences: (service, record) => moveWords(service, record, 'drains the side in charge'),
  },
  {
    kind: 'accept',
    summary: 'says that a suspect member may be used again',
    details:
      'After its fault was found and mended. Nothing is started or stopped; isolated groups are given back.',
    consequences: (service, record) => {
      const role = otherRole(record.state.active);
      return [
        `${service}: the ${nameMember(record, role)} becomes usable again.`,
        'The next failover may use it. Nothing is started or stopped now.',
      ];
    },
  },
];

export const ORDER_OPTIONS = [
  { flags: '--reason <text>', description: 'why: kept in the incident' },
  YES_OPTION,
  { flags: '--force', description: 'overrides what only advises (health, arming); needs --reason' },
  { flags: '--no-wait', description: 'ends when the order is taken; watch follows it' },
];

export const orders: readonly CommandSpec[] = ORDERS.map((text) => ({
  usage: `${text.kind} <service>`,
  summary: text.summary,
  details: `${text.details} Binds the side in charge and the epoch that it shows: a repeated order is refused.`,
  examples: [
    `understudy ${text.kind} signaling`,
    `understudy ${text.kind} signaling --yes --reason "kernel update"`,
  ],
  options: ORDER_OPTIONS,
  asksAws: true,
  act: (context, input) => giveOrder(context, input, text),
}));

/** A failover by hand, through the deployed functions. */
export const RUN_ORDER: OrderText = {
  kind: 'run',
  summary: 'a failover by hand',
  details: '',
  consequences: (service, record) =>
    moveWords(service, record, 'takes the side in charge out of its target groups'),
};

export async function giveOrder(
  context: CommandContext,
  input: CommandInput,
  text: OrderText,
): Promise<number> {
  const { settings, output } = context;
  const service = argument(input, 0);
  const force = flagOption(input, 'force');
  const reason = force
    ? requiredText(input, 'reason', 'a forced order needs one')
    : (textOption(input, 'reason') ?? REASON_DEFAULT);
  const world = await connect(settings);
  const record = await readKnownService(world, service);
  if (text.kind === 'failback' && record.state.active === 'primary') {
    throw new TerminalError(
      'Refused',
      `Expected the backup in charge, found the primary at epoch ${record.state.epoch}: there is nothing to fail back. Next: understudy status ${service}`,
    );
  }
  await confirm(context, input, text.consequences(service, record));
  const started = await sendOrder(world, record, { kind: text.kind, reason, force });
  output.line(`The order is taken: ${started.incidentId}`);
  if (input.options['wait'] === false) {
    output.line(`Next: understudy watch ${started.incidentId}`);
    output.data(started);
    return 0;
  }
  return showResult(context, await followOrder(context, world, started));
}
