import type { Scheduler } from '@understudy/clock';

import { AwsFault, NoAnswer } from './aws-fault.ts';
import { createEffectLog } from './effect-log.ts';
import { createFaultTable, type CallFault } from './fault-table.ts';
import { createLatencies, type Latencies } from './latencies.ts';
import { createOutages } from './outages.ts';
import { reachOf } from './planes.ts';
import { createRandom, type Random } from './random.ts';
import type { ApiCall, SimulatedService, World, ServiceName } from './world.ts';

/** AWS's documentation account. */
export const ACCOUNT_ID = '123456789012';

/** A signed request is good for about five minutes (field: SigV4's `X-Amz-Date`). */
export const SIGNATURE_LIFE_MS = 5 * 60_000;

export interface WorldOptions {
  readonly clock: Scheduler;
  readonly seed: string;
  /** Default: the field's distributions. */
  readonly latencies?: (random: Random) => Latencies;
}

/** An empty world: no service is installed yet. */
export function createWorld(options: WorldOptions): World {
  const random = createRandom(options.seed);
  const services = new Map<string, SimulatedService>();
  const log = createEffectLog();
  let requestCount = 0;
  const world: World = {
    accountId: ACCOUNT_ID,
    clock: options.clock,
    random,
    latencies: (options.latencies ?? createLatencies)(random.fork('latencies')),
    faults: createFaultTable(),
    log,
    outages: createOutages(options.clock, log),
    authorizer: () => undefined,
    install: (region, service) => void services.set(`${region}/${service.name}`, service),
    service: (region, name) => services.get(`${region}/${name}`) ?? services.get(`*/${name}`),
    async call(request) {
      const requestId = `req-${String(++requestCount).padStart(8, '0')}`;
      const call: ApiCall = { ...request, requestId };
      return { requestId, output: await answer(world, call) };
    },
  };
  return world;
}

/** Latency, signature, policy, fault, effect, latency: each call passes these in this order. */
async function answer(world: World, call: ApiCall): Promise<unknown> {
  const latency = world.latencies.api(call.service);
  const fault = world.faults.draw(call);
  const extra = fault?.kind === 'slow' ? fault.milliseconds : 0;
  await pause(world, latency / 2 + extra);
  const reach = reachOf(world, call);
  try {
    if (reach === 'lost') return loseAnswer(world, call, false);
    if (fault) await sufferBefore(world, call, fault);
    const output = perform(world, call);
    if (fault) await sufferAfter(world, call, fault);
    if (reach === 'effect-only') return loseAnswer(world, call, true);
    await pause(world, latency / 2);
    record(world, call, 'ok', true);
    return output;
  } catch (thrown) {
    if (thrown instanceof NoAnswer || thrown instanceof RecordedFault) throw unwrap(thrown);
    record(world, call, thrown instanceof AwsFault ? thrown.code : 'InternalFailure', false);
    await pause(world, latency / 2);
    throw thrown;
  }
}

function perform(world: World, call: ApiCall): unknown {
  if (world.clock.now() - call.signedAtMilliseconds > SIGNATURE_LIFE_MS) {
    throw new AwsFault('RequestExpired', 400, 'Request has expired.');
  }
  const service = world.service(call.region, call.service);
  const operation = service?.operations[call.operation];
  if (!service || !operation) {
    throw new AwsFault(
      'InvalidAction',
      400,
      `The simulator has no ${call.service}:${call.operation} in ${call.region}.`,
    );
  }
  for (const requirement of service.requirements(call)) {
    const refusal = world.authorizer(call.principal, requirement);
    if (refusal !== undefined) throw accessDenied(call, refusal);
  }
  return operation(call.input as never, call);
}

function accessDenied(call: ApiCall, refusal: string): AwsFault {
  const code = call.service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDenied';
  return new AwsFault(
    SPEAKS_JSON.includes(call.service) ? 'AccessDeniedException' : code,
    403,
    refusal,
  );
}

/** [documented] Services whose refusal has the longer name. */
const SPEAKS_JSON: readonly ServiceName[] = [
  'dynamodb',
  'lambda',
  'ecs',
  'kms',
  'secretsmanager',
  'ecr',
  'acm',
  'servicequotas',
];

/** A fault already written to the log, on its way to the caller. */
class RecordedFault extends Error {
  readonly fault: AwsFault;
  constructor(fault: AwsFault) {
    super(fault.message);
    this.fault = fault;
  }
}

async function sufferBefore(world: World, call: ApiCall, fault: CallFault): Promise<void> {
  if (fault.kind === 'slow' || fault.when === 'after') return;
  await suffer(world, call, fault, false);
}

async function sufferAfter(world: World, call: ApiCall, fault: CallFault): Promise<void> {
  if (fault.kind === 'slow' || fault.when === 'before') return;
  await suffer(world, call, fault, true);
}

async function suffer(
  world: World,
  call: ApiCall,
  fault: Exclude<CallFault, { kind: 'slow' }>,
  effective: boolean,
): Promise<never> {
  if (fault.kind === 'no-answer') return loseAnswer(world, call, effective);
  record(world, call, fault.code, effective);
  await pause(world, world.latencies.api(call.service) / 2);
  throw new RecordedFault(
    new AwsFault(fault.code, fault.status, `The simulator was told to answer ${fault.code}.`),
  );
}

function loseAnswer(world: World, call: ApiCall, effective: boolean): never {
  record(world, call, 'no-answer', effective);
  throw new NoAnswer();
}

function unwrap(thrown: NoAnswer | RecordedFault): Error {
  return thrown instanceof RecordedFault ? thrown.fault : thrown;
}

function record(world: World, call: ApiCall, result: string, effective: boolean): void {
  const { service, operation, region, principal, cause, input } = call;
  world.log.append({
    kind: 'call',
    at: world.clock.now(),
    sentAt: call.signedAtMilliseconds,
    requestId: call.requestId,
    call: { service, operation, region, principal, cause, input },
    result,
    effective,
  });
}

function pause(world: World, milliseconds: number): Promise<void> {
  return milliseconds <= 0 ? Promise.resolve() : world.clock.sleep(milliseconds);
}
