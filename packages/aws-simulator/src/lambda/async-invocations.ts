import type { World } from '../kernel/world.ts';
import type { FunctionRegistry } from './function-registry.ts';
import type { InvocationResult } from './invocation.ts';
import type { InvocationRunner } from './run-invocation.ts';

/** An event that Lambda has taken and will handle when it can. */
export interface AsyncEvent {
  /** ARN or name, with its qualifier: resolved again at each try. */
  readonly target: string;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
}

/** Where a record of a handled event goes: a queue, a topic, a bus, a function. */
export type DeliverToDestination = (
  destinationArn: string,
  record: string,
  event: AsyncEvent,
) => void;

/** Seconds before the second and the third try (AWS: asynchronous invocation, error handling). */
const RETRY_AFTER_SECONDS = [60, 120] as const;

/** Defaults of AWS::Lambda::EventInvokeConfig. */
const RETRIES_DEFAULT = 2;
const EVENT_AGE_SECONDS_DEFAULT = 21_600;

export interface AsyncInvocations {
  /** An API call's event: delivered after a latency. */
  accept(event: AsyncEvent): void;
  /** An event whose delivery has taken its time already. */
  handle(event: AsyncEvent): void;
}

export function createAsyncInvocations(
  world: World,
  registry: FunctionRegistry,
  runner: InvocationRunner,
  deliver: DeliverToDestination,
): AsyncInvocations {
  /** What Lambda has taken it keeps: in a lost region it waits for its turn. */
  function attempt(event: AsyncEvent, acceptedAt: number, tries: number): void {
    const { outages } = world;
    const isPossible = (): boolean => outages.serves(registry.region);
    outages.when(isPossible, () => begin(event, acceptedAt, tries));
  }

  function begin(event: AsyncEvent, acceptedAt: number, tries: number): void {
    const resolved = resolveOrGone(registry, event.target);
    if (!resolved) return;
    const { version, arn } = resolved;
    const { finished } = runner.start({ version, invokedArn: arn, payload: event.payload });
    void finished.then((result) => {
      if (result.outcome === 'returned') return succeed(event, result);
      return retryOrGiveUp(event, acceptedAt, tries, result);
    });
  }

  function retryOrGiveUp(
    event: AsyncEvent,
    acceptedAt: number,
    tries: number,
    result: InvocationResult,
  ): void {
    const { retriesMax, eventAgeSecondsMax } = settingsOf(registry, event);
    const delaySeconds = RETRY_AFTER_SECONDS[tries - 1];
    const retryAt = world.clock.now() + (delaySeconds ?? 0) * 1_000;
    const tooOld = retryAt - acceptedAt > eventAgeSecondsMax * 1_000;
    if (delaySeconds === undefined || tries > retriesMax || tooOld) {
      return giveUp(event, tries, tooOld ? 'EventAgeExceeded' : 'RetriesExhausted', result);
    }
    world.clock.schedule(retryAt, () => attempt(event, acceptedAt, tries + 1));
  }

  function giveUp(
    event: AsyncEvent,
    tries: number,
    condition: string,
    result: InvocationResult,
  ): void {
    const { onFailureArn } = settingsOf(registry, event);
    const deadLetterArn = resolveOrGone(registry, event.target)?.version.settings.deadLetterArn;
    if (onFailureArn)
      deliver(onFailureArn, recordOf(world, event, tries, condition, result), event);
    if (deadLetterArn) deliver(deadLetterArn, event.payload, event);
  }

  function succeed(event: AsyncEvent, result: InvocationResult): void {
    const { onSuccessArn } = settingsOf(registry, event);
    if (onSuccessArn) deliver(onSuccessArn, recordOf(world, event, 1, 'Success', result), event);
  }

  return {
    handle: (event) => attempt(event, world.clock.now(), 1),
    accept(event) {
      const now = world.clock.now();
      world.clock.schedule(now + world.latencies.delivery(), () => attempt(event, now, 1));
    },
  };
}

function settingsOf(registry: FunctionRegistry, { target }: AsyncEvent) {
  const resolved = resolveOrGone(registry, target);
  const own = resolved?.fn.asyncSettings.get(resolved.qualifier ?? '$LATEST');
  return own ?? { retriesMax: RETRIES_DEFAULT, eventAgeSecondsMax: EVENT_AGE_SECONDS_DEFAULT };
}

function resolveOrGone(registry: FunctionRegistry, target: string) {
  try {
    return registry.resolve(target);
  } catch {
    // Deleted meanwhile: Lambda drops the event.
    return undefined;
  }
}

/** The record that a destination gets (AWS: Retaining records of asynchronous invocations). */
function recordOf(
  world: World,
  event: AsyncEvent,
  tries: number,
  condition: string,
  result: InvocationResult,
): string {
  const failed = result.outcome === 'failed';
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(world.clock.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: event.target,
      condition,
      approximateInvokeCount: tries,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      ...(failed ? { functionError: 'Unhandled' } : {}),
    },
    responsePayload: failed ? result.error : parsed(result.payload),
  });
}

function parsed(payload: string | undefined): unknown {
  return payload === undefined ? null : (JSON.parse(payload) as unknown);
}
