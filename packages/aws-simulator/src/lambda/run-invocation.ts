import { bundleRealm } from '../environment/compiled-bundle.ts';
import { createFunctionEnvironment } from './environment-factory.ts';
import type { LambdaSurroundings } from './surroundings.ts';
import type { EnvironmentPool } from './environment-pool.ts';
import type { FunctionVersion } from './function-registry.ts';
import {
  exited,
  timedOut,
  toFunctionError,
  type FreezeDuration,
  type FunctionError,
  type Invocation,
  type InvocationResult,
  type PooledEnvironment,
} from './invocation.ts';
import { writeLog } from './write-log.ts';

export interface InvocationOrder {
  readonly version: FunctionVersion;
  /** As the handler's context shows it. */
  readonly invokedArn: string;
  /** JSON text. */
  readonly payload: string;
  readonly executionArn?: string;
}

export interface StartedInvocation {
  readonly invocation: Invocation;
  readonly finished: Promise<InvocationResult>;
}

/** Runs functions: environments, cold and warm starts, time-outs. */
export interface InvocationRunner {
  start(order: InvocationOrder): StartedInvocation;
  /** All of them, in order; those under way have no `endedAt`. */
  readonly invocations: readonly Invocation[];
  readonly onEnd: (listener: (invocation: Invocation) => void) => void;
}

export function createInvocationRunner(
  surroundings: LambdaSurroundings,
  pool: EnvironmentPool,
): InvocationRunner {
  const invocations: Invocation[] = [];
  const listeners: ((invocation: Invocation) => void)[] = [];
  const underWay = new Set<Invocation>();

  // A region that is lost takes its environments with it, those that wait too.
  surroundings.world.outages.onChange(() => {
    if (surroundings.world.outages.serves(surroundings.region)) return;
    for (const invocation of underWay) invocation.crash();
    pool.drop();
  });

  function start(order: InvocationOrder): StartedInvocation {
    const pooled = pool.take(keyOf(order.version));
    const running = run(surroundings, pool, order, pooled);
    invocations.push(running.invocation);
    underWay.add(running.invocation);
    void running.finished.then(() => {
      underWay.delete(running.invocation);
      for (const listener of listeners) listener(running.invocation);
    });
    return running;
  }

  return { start, invocations, onEnd: (listener) => void listeners.push(listener) };
}

export function keyOf({ version, settings }: FunctionVersion): string {
  return `${settings.name}:${version}`;
}

/** An invocation on its way, with what its parts share. */
interface Run {
  readonly surroundings: LambdaSurroundings;
  readonly pool: EnvironmentPool;
  readonly order: InvocationOrder;
  readonly pooled: PooledEnvironment;
  readonly invocation: Invocation;
  readonly settle: (result: InvocationResult) => void;
  cancelTimeout: () => void;
  /** Set by a fault: a frozen environment outlives its invocation's time-out. */
  frozenFor: FreezeDuration | undefined;
}

/** One invocation from the service's decision to its end. */
function run(
  surroundings: LambdaSurroundings,
  pool: EnvironmentPool,
  order: InvocationOrder,
  warm: PooledEnvironment | undefined,
): StartedInvocation {
  const { clock, latencies, random } = surroundings.world;
  const pooled = warm ?? createPooled(surroundings, order.version);
  const { promise: finished, resolve: settle } = Promise.withResolvers<InvocationResult>();
  const readyAt = clock.now() + latencies.invocation(warm === undefined);
  const deadline = readyAt + order.version.settings.timeoutSeconds * 1_000;
  const invocation: Invocation = {
    id: uuid(random.hex(30)),
    functionName: order.version.settings.name,
    version: order.version.version,
    ...executionOf(order),
    environmentId: pooled.environment.id,
    cold: warm === undefined,
    startedAt: readyAt,
    deadlineMilliseconds: deadline,
    crash: () => pooled.onDeath(),
    freeze: (duration) => freeze(running, duration),
    opened: () => pooled.environment.opened(),
  };
  const running: Run = {
    surroundings,
    pool,
    order,
    pooled,
    invocation,
    settle,
    cancelTimeout: clock.schedule(deadline, () => onTimeout(running)),
    frozenFor: undefined,
  };
  pooled.onDeath = (error) => die(running, error);
  clock.schedule(readyAt, () => begin(running));
  return { invocation, finished };
}

function begin(running: Run): void {
  const { surroundings, order, pooled, invocation } = running;
  if (invocation.endedAt !== undefined) return;
  const { environment } = pooled;
  try {
    if (invocation.cold) environment.load();
    else environment.thaw();
  } catch (thrown) {
    return die(running, thrown);
  }
  const event: unknown = bundleRealm.JSON.parse(order.payload);
  const origin = { invocationId: invocation.id, ...executionOf(order) };
  environment.invoke(event, contextOf(surroundings, order, invocation), origin).then(
    (value) => release(running, returned(value)),
    (thrown: unknown) => release(running, failed(toFunctionError(thrown))),
  );
}

/** The handler has settled: the environment freezes until it is needed again. */
function release(running: Run, result: InvocationResult): void {
  if (running.invocation.endedAt !== undefined) return;
  running.pooled.environment.freeze();
  end(running, result);
  running.pool.put(keyOf(running.order.version), running.pooled);
}

function onTimeout(running: Run): void {
  const { invocation, order, pooled, pool } = running;
  end(running, failed(timedOut(invocation.id, order.version.settings.timeoutSeconds)));
  // Frozen by a fault, its code lives on: it thaws with the next invocation, or at its own time.
  const survives = running.frozenFor !== undefined && pooled.environment.state() === 'frozen';
  if (!survives) pooled.environment.kill();
  else if (running.frozenFor === 'until-next-invocation') pool.put(keyOf(order.version), pooled);
}

function die(running: Run, error?: unknown): void {
  running.pooled.environment.kill();
  const { id } = running.invocation;
  end(running, failed(error === undefined ? exited(id) : toFunctionError(error)));
}

function freeze(running: Run, duration: FreezeDuration): void {
  const { invocation, pooled, surroundings } = running;
  if (invocation.endedAt !== undefined) return;
  pooled.environment.freeze();
  running.frozenFor = duration;
  if (duration === 'until-next-invocation') return;
  const { clock } = surroundings.world;
  clock.schedule(clock.now() + duration, () => pooled.environment.thaw());
}

/** Once: what comes later is nobody's. */
function end(running: Run, result: InvocationResult): void {
  const { invocation, surroundings } = running;
  if (invocation.endedAt !== undefined) return;
  running.cancelTimeout();
  invocation.endedAt = surroundings.world.clock.now();
  invocation.result = result;
  logEnd(running, result);
  running.settle(result);
}

function createPooled(
  surroundings: LambdaSurroundings,
  version: FunctionVersion,
): PooledEnvironment {
  const pooled: PooledEnvironment = {
    environment: createFunctionEnvironment(surroundings, version, (error) => pooled.onDeath(error)),
    onDeath: () => undefined,
  };
  return pooled;
}

function executionOf({ executionArn }: InvocationOrder): { executionArn?: string } {
  return executionArn === undefined ? {} : { executionArn };
}

/** The context of Node's runtime, as far as there is one without callbacks. */
function contextOf(
  { world }: LambdaSurroundings,
  { version, invokedArn }: InvocationOrder,
  { id, deadlineMilliseconds, environmentId }: Invocation,
): object {
  return {
    functionName: version.settings.name,
    functionVersion: version.version,
    invokedFunctionArn: invokedArn,
    memoryLimitInMB: String(version.settings.memoryMegabytes),
    awsRequestId: id,
    logGroupName: `/aws/lambda/${version.settings.name}`,
    logStreamName: environmentId,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMilliseconds - world.clock.now()),
  };
}

function returned(value: unknown): InvocationResult {
  try {
    const payload: string | undefined = JSON.stringify(value);
    return { outcome: 'returned', ...(payload === undefined ? {} : { payload }) };
  } catch (thrown) {
    const { errorMessage } = toFunctionError(thrown);
    return failed({
      errorType: 'Runtime.MarshalError',
      errorMessage: `Unable to stringify response body as json: ${errorMessage}`,
    });
  }
}

function failed(error: FunctionError): InvocationResult {
  return { outcome: 'failed', error };
}

function logEnd({ surroundings, order, invocation }: Run, result: InvocationResult): void {
  const { id, environmentId, startedAt } = invocation;
  const at = surroundings.world.clock.now();
  const duration = `${(at - startedAt).toFixed(2)} ms`;
  const text =
    result.outcome === 'returned'
      ? `REPORT RequestId: ${id} Duration: ${duration}`
      : `REPORT RequestId: ${id} Duration: ${duration} Status: error Error Type: ` +
        `${result.error.errorType} ${result.error.errorMessage}`;
  const line = { at, stream: 'platform', environmentId, invocationId: id, text } as const;
  writeLog(surroundings, order.version.settings, line);
}

function uuid(digits: string): string {
  return (
    `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-` +
    `a${digits.slice(15, 18)}-${digits.slice(18, 30)}`
  );
}
