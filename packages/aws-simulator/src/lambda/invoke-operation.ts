import type { InvokeCommandInput } from '@aws-sdk/client-lambda';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import { refuseUnqualified, type DurableExecutions } from './durable-executions.ts';
import type { FunctionRegistry, ResolvedFunction } from './function-registry.ts';
import type { FunctionError, InvocationResult } from './invocation.ts';
import type { InvocationRunner } from './run-invocation.ts';

/** Payloads in bytes (AWS: Lambda quotas; asynchronous since 2025: 1 MB). */
const SYNC_PAYLOAD_BYTES_MAX = 6 * 1_024 * 1_024;
const ASYNC_PAYLOAD_BYTES_MAX = 1_024 * 1_024;

/** A caller waits for a durable execution no longer than for a function (AWS). */
const SYNC_EXECUTION_SECONDS_MAX = 900;

export interface InvokeSurroundings {
  readonly registry: FunctionRegistry;
  readonly runner: InvocationRunner;
  readonly asyncInvocations: AsyncInvocations;
  readonly executions: DurableExecutions;
}

/** The Invoke operation: at once, as an event, or dry. */
export function createInvoke(surroundings: InvokeSurroundings) {
  return (input: InvokeCommandInput, call: ApiCall): unknown => {
    const target = surroundings.registry.resolve(input.FunctionName ?? '', input.Qualifier);
    const type = input.InvocationType ?? 'RequestResponse';
    const payload = readPayload(input, type);
    const { durable } = target.version.settings;
    if (durable) refuseUnqualified(target);
    else if (input.DurableExecutionName !== undefined) throw notDurable();
    if (type === 'DryRun') return { StatusCode: 204 };
    if (durable) return invokeDurable(surroundings, target, { input, type, payload });
    if (type === 'Event') {
      const event = { target: target.arn, payload, requestId: call.requestId };
      surroundings.asyncInvocations.accept(event);
      return { StatusCode: 202 };
    }
    const { version, arn } = target;
    const { finished } = surroundings.runner.start({ version, invokedArn: arn, payload });
    return finished.then((result) => answer(target, result));
  };
}

function invokeDurable(
  { executions }: InvokeSurroundings,
  target: ResolvedFunction,
  order: { readonly input: InvokeCommandInput; readonly type: string; readonly payload: string },
): unknown {
  const limit = target.version.settings.durable?.executionTimeoutSeconds ?? 0;
  if (order.type !== 'Event' && limit > SYNC_EXECUTION_SECONDS_MAX) {
    throw invalid(
      'You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.',
    );
  }
  const execution = executions.start(target, order.payload, order.input.DurableExecutionName);
  if (order.type === 'Event') {
    return { StatusCode: 202, DurableExecutionArn: execution.arn };
  }
  return execution.ended.then(() => {
    const { status, result, error } = execution.journal;
    const failure: FunctionError = {
      errorType: error?.ErrorType ?? status,
      errorMessage: error?.ErrorMessage ?? '',
    };
    const ended: InvocationResult =
      status === 'SUCCEEDED'
        ? { outcome: 'returned', ...(result === undefined ? {} : { payload: result }) }
        : { outcome: 'failed', error: failure };
    return { ...answer(target, ended), DurableExecutionArn: execution.arn };
  });
}

function answer({ version }: ResolvedFunction, result: InvocationResult): object {
  const failed = result.outcome === 'failed';
  const payload = failed ? JSON.stringify(result.error) : (result.payload ?? 'null');
  return {
    StatusCode: 200,
    ExecutedVersion: version.version,
    Payload: Buffer.from(payload, 'utf8'),
    ...(failed ? { FunctionError: 'Unhandled' } : {}),
  };
}

function readPayload({ Payload }: InvokeCommandInput, type: string): string {
  const bytes = Payload === undefined ? Buffer.from('{}') : Buffer.from(Payload as Uint8Array);
  const limit = type === 'Event' ? ASYNC_PAYLOAD_BYTES_MAX : SYNC_PAYLOAD_BYTES_MAX;
  if (bytes.byteLength > limit) {
    throw new AwsFault(
      'RequestTooLargeException',
      413,
      `${bytes.byteLength} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`,
    );
  }
  const text = bytes.byteLength === 0 ? '{}' : bytes.toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    throw new AwsFault(
      'InvalidRequestContentException',
      400,
      'Could not parse request body into json: the payload is not JSON.',
    );
  }
  return text;
}

function notDurable(): AwsFault {
  return invalid('DurableExecutionName is only supported for durable functions.');
}

function invalid(message: string): AwsFault {
  return new AwsFault('InvalidParameterValueException', 400, message);
}
