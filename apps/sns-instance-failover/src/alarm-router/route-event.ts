import type { DurableFunctions, SqsSender } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import { refusedMessage } from '@understudy/lambda-middleware';

import type { FailoverInput } from '../instance-failover/failover-input.ts';
import { resolveService, type Resolution } from '../services/resolve-service.ts';
import type { InstanceFailoverSettings } from '../services/settings.ts';
import { nameExecution, nameIncident } from '../triggers/name-execution.ts';
import { parseTriggers, type Parsed } from '../triggers/parse-trigger.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import { isWarming, nameWarming, WARMING } from '../triggers/warming.ts';
import type { RememberedCatalog } from './remembered-catalog.ts';

/** The outside world of the router: it starts executions and keeps what it refuses. */
export interface RouterWorld {
  readonly clock: Clock;
  readonly catalog: RememberedCatalog;
  readonly functions: Pick<DurableFunctions, 'start'>;
  readonly refused: SqsSender;
  readonly settings: InstanceFailoverSettings & {
    readonly topics: readonly string[];
    readonly failoverFunctionArn: string;
    readonly refusedQueueUrl: string;
  };
}

/** What became of one message. */
export interface Routed {
  readonly result: 'started' | 'already-started' | 'nothing-to-do' | 'refused';
  readonly sentence: string;
  readonly service?: string;
  readonly incidentId?: string;
  readonly executionName?: string;
  readonly executionArn?: string;
  readonly expected?: string;
  readonly found?: string;
}

export interface RouterAnswer {
  readonly statusCode: 200 | 202 | 400;
  readonly body: { readonly results: readonly Routed[]; readonly next?: string };
}

/**
 * Routes every message of an event. A refused one is kept with its reason and acknowledged: no
 * crash loop. An execution that cannot be started throws: the sender delivers again.
 */
export async function routeEvent(
  event: unknown,
  world: RouterWorld,
  requestId: string,
): Promise<RouterAnswer> {
  if (isWarming(event)) return keepWarm(world);
  const { topics } = world.settings;
  const parsed = parseTriggers(event, { nowMilliseconds: world.clock.now(), topics, requestId });
  // Once for all messages of an event that a remembered catalog does not know.
  const fresh = memoized(() => world.catalog.read());
  const results: Routed[] = [];
  const delivery: Delivery = { event, requestId };
  for (const message of parsed) results.push(await routeOne(message, delivery, world, fresh));
  const refused = results.every(({ result }) => result === 'refused');
  const started = results.find(({ incidentId }) => incidentId !== undefined);
  return {
    statusCode: refused ? 400 : started ? 202 : 200,
    body: { results, ...(started ? { next: `understudy watch ${started.incidentId}` } : {}) },
  };
}

/** One invocation of the router, and what it was handed. */
interface Delivery {
  readonly event: unknown;
  readonly requestId: string;
}

async function routeOne(
  parsed: Parsed,
  delivery: Delivery,
  world: RouterWorld,
  fresh: () => ReturnType<RememberedCatalog['read']>,
): Promise<Routed> {
  if (!parsed.ok) return refuse(world, delivery.event, parsed);
  if (parsed.trigger.kind === 'alarm' && parsed.trigger.state !== 'ALARM') {
    return {
      result: 'nothing-to-do',
      sentence: `${describeTrigger(parsed.trigger)}: only ALARM is a reason to look.`,
    };
  }
  const resolution = resolveRemembered(parsed, world) ?? resolve(parsed, await fresh(), world);
  switch (resolution.result) {
    case 'resolved':
      return start(resolution.service, parsed, delivery, world);
    case 'not-ours':
      return {
        result: 'nothing-to-do',
        sentence: `${describeTrigger(parsed.trigger)}: it is no member of a service.`,
      };
    case 'unknown':
      return refuse(world, delivery.event, { ...resolution, source: parsed.source });
  }
}

/** By what is remembered, when that finds a service: what it does not find may be new. */
function resolveRemembered(message: Understood, world: RouterWorld): Resolution | undefined {
  const remembered = world.catalog.recent();
  const resolution = remembered && resolve(message, remembered, world);
  return resolution?.result === 'resolved' ? resolution : undefined;
}

function resolve(
  message: Understood,
  catalog: Parameters<typeof resolveService>[1],
  { settings }: RouterWorld,
): Resolution {
  return resolveService(message, catalog, (service) => settings.definitionOf(service).alarms);
}

/**
 * Nothing came: this environment and one of the failover function stay warm, and this one knows
 * which services there are.
 */
async function keepWarm({
  catalog,
  clock,
  functions,
  settings,
}: RouterWorld): Promise<RouterAnswer> {
  const { failoverFunctionArn, log } = settings;
  const ends = await Promise.allSettled([
    catalog.read(),
    functions.start(failoverFunctionArn, nameWarming(clock.now()), WARMING),
  ]);
  for (const end of ends) {
    // Nobody waits for it: an alarm would then only be answered later.
    if (end.status === 'rejected') log.warn('Not kept warm', { ...toErrorRecord(end.reason) });
  }
  const sentence = 'The router keeps itself and the failover ready: nothing happened.';
  return { statusCode: 200, body: { results: [{ result: 'nothing-to-do', sentence }] } };
}

type Understood = Extract<Parsed, { ok: true }>;

async function start(
  service: string,
  { trigger, rehearse }: Understood,
  { requestId }: Delivery,
  world: RouterWorld,
): Promise<Routed> {
  const incidentId = nameIncident(service, trigger);
  const executionName = nameExecution(service, trigger, rehearse);
  // Lambda tells a second start of one name from the first by its payload alone. A person's is to
  // be found again by whoever lost its answer; of what AWS sent, each delivery is told apart.
  const isSent = trigger.kind === 'alarm' || trigger.kind === 'instance-state';
  const delivery = isSent ? { delivery: requestId } : {};
  const input: FailoverInput = { service, trigger, incidentId, rehearse, ...delivery };
  const answer = await world.functions.start(
    world.settings.failoverFunctionArn,
    executionName,
    input,
  );
  const { log } = world.settings;
  log.info('An execution was asked for', {
    service,
    incident: incidentId,
    execution: executionName,
    result: answer.result,
  });
  return {
    result: answer.result,
    service,
    incidentId,
    executionName,
    ...(answer.executionArn === undefined ? {} : { executionArn: answer.executionArn }),
    sentence:
      answer.result === 'started'
        ? `${service} is being looked at.`
        : `${service} is being looked at already, for this very message.`,
  };
}

async function refuse(
  world: RouterWorld,
  event: unknown,
  {
    source,
    expected,
    found,
  }: Pick<Extract<Parsed, { ok: false }>, 'source' | 'expected' | 'found'>,
): Promise<Routed> {
  const { log, refusedQueueUrl } = world.settings;
  log.warn('A message was refused', { source, expected, found });
  await world.refused.send(refusedQueueUrl, refusedMessage({ source, expected, found, event }));
  return { result: 'refused', sentence: `Expected ${expected}; found ${found}.`, expected, found };
}

function memoized<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
