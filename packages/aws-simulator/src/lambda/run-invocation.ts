import { bundleRealm } from '../environment/compiled-bundle.ts';
import { createFunctionEnvironment, type LambdaSurroundings } from './environment-factory.ts';
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
}

export function createInvocationRunner(
  surroundings: LambdaSurroundings,
  pool: EnvironmentPool,
): InvocationRunner {
  const invocations: Invocation[] = [];

  function start(order: InvocationOrder): StartedInvocation {
    const pooled = pool.take(keyOf(order.version));
    const running = run(surroundings, pool, order, pooled);
    invocations.push(running.invocation);
    return running;
  }

  return { start, invocations };
}

export function keyOf({ version, settings }: FunctionVersion): string {
  return `${settings.name}:${version}`;
}

/** One invocation from the service's decision to its end. Settles exactly once. */
function run(
  surroundings: LambdaSurroundings,
  pool: EnvironmentPool,
  order: InvocationOrder,
  warm: PooledEnvironment | undefined,
): StartedInvocation {
  const { world } = surroundings;
  const { settings } = order.version;
  const pooled = warm ?? createPooled(surroundings, order.version);
  const { environment } = pooled;
  const id = uuid(world.random.hex(30));
  const readyAt = world.clock.now() + world.latencies.invocation(warm === undefined);
  const deadline = readyAt + settings.timeoutSeconds * 1_000;
  let keptFrozen = false;
  let settle: (result: InvocationResult) => void = () => undefined;
  const finished = new Promise<InvocationResult>((resolve) => (settle = resolve));

  const invocation: Invocation = {
    id,
    functionName: settings.name,
    version: order.version.version,
    ...(order.executionArn === undefined ? {} : { executionArn: order.executionArn }),
    environmentId: environment.id,
    cold: warm === undefined,
    startedAt: readyAt,
    deadlineMilliseconds: deadline,
    crash: () => die(),
    freeze,
  };

  function end(result: InvocationResult): void {
    if (invocation.endedAt !== undefined) return;
    cancelTimeout();
    invocation.endedAt = world.clock.now();
    invocation.result = result;
    logEnd(surroundings, invocation, result);
    settle(result);
  }

  function die(error?: unknown): void {
    environment.kill();
    end(failed(error === undefined ? exited(id) : toFunctionError(error)));
  }

  function onTimeout(): void {
    end(failed(timedOut(id, settings.timeoutSeconds)));
    // Frozen by a fault, its code lives on and thaws with the next invocation; else it is killed.
    if (keptFrozen && environment.state() === 'frozen') pool.put(keyOf(order.version), pooled);
    else environment.kill();
  }

  function freeze(duration: FreezeDuration): void {
    if (invocation.endedAt !== undefined) return;
    environment.freeze();
    keptFrozen = duration === 'until-next-invocation';
    if (duration === 'until-next-invocation') return;
    world.clock.schedule(world.clock.now() + duration, () => {
      if (invocation.endedAt === undefined) environment.thaw();
    });
  }

  function begin(): void {
    if (invocation.endedAt !== undefined) return;
    try {
      if (warm) environment.thaw();
      else environment.load();
    } catch (thrown) {
      return die(thrown);
    }
    const event: unknown = bundleRealm.JSON.parse(order.payload);
    const origin = { invocationId: id, ...executionOf(order) };
    environment.invoke(event, contextOf(surroundings, order, invocation), origin).then(
      (value) => release(returned(value)),
      (thrown: unknown) => release(failed(toFunctionError(thrown))),
    );
  }

  function release(result: InvocationResult): void {
    if (invocation.endedAt !== undefined) return;
    environment.freeze();
    end(result);
    pool.put(keyOf(order.version), pooled);
  }

  pooled.onDeath = die;
  const cancelTimeout = world.clock.schedule(deadline, onTimeout);
  world.clock.schedule(readyAt, begin);
  return { invocation, finished };
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

function logEnd(
  { world, logs }: LambdaSurroundings,
  { id, functionName, environmentId, startedAt }: Invocation,
  result: InvocationResult,
): void {
  const duration = `${(world.clock.now() - startedAt).toFixed(2)} ms`;
  const text =
    result.outcome === 'returned'
      ? `REPORT RequestId: ${id} Duration: ${duration}`
      : `REPORT RequestId: ${id} Duration: ${duration} Status: error Error Type: ` +
        `${result.error.errorType} ${result.error.errorMessage}`;
  logs.append(functionName, {
    at: world.clock.now(),
    stream: 'platform',
    environmentId,
    invocationId: id,
    text,
  });
}

function uuid(digits: string): string {
  return (
    `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-` +
    `a${digits.slice(15, 18)}-${digits.slice(18, 30)}`
  );
}
