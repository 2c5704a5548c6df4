import { constructStack } from '@smithy/core/client';
import {
  SMITHY_CONTEXT_KEY,
  type HandlerExecutionContext,
  type MiddlewareStack,
} from '@smithy/types';

import { AwsFault, NoAnswer } from '../kernel/aws-fault.ts';
import type { ServiceName } from '../kernel/world.ts';
import { toAbortError, toSdkError } from '../wire/sdk-errors.ts';
import { asStreamingBody } from '../wire/streaming-body.ts';
import { unlessAborted } from '../wire/until-aborted.ts';
import { recordOf } from '../wire/wire-protocol.ts';
import type { SourceDoor, SourceRequest } from './source-function.ts';

/** As much of an SDK client as our adapters use. */
export interface DirectSourceClient {
  readonly config: { readonly region: () => Promise<string> };
  readonly middlewareStack: MiddlewareStack<object, object>;
  send(command: SourceCommand, sending?: { readonly abortSignal?: AbortSignal }): Promise<object>;
  /** The same without a command: for callers that know no SDK. */
  ask<Output extends object>(operation: string, input: object): Promise<Output>;
}

interface SourceCommand {
  readonly input: object;
  readonly middlewareStack: MiddlewareStack<object, object>;
}

type AnyCommand = NonNullable<HandlerExecutionContext[typeof SMITHY_CONTEXT_KEY]>;

export interface DirectClientOptions {
  /** Tries of one request, as the SDK's client of this use makes them. */
  readonly attempts: number;
  /** Default: the function's own region. */
  readonly region?: string;
}

/** The SDK's own time-out of a request, as our clients set it. */
const REQUEST_TIMEOUT_MS = 5_000;

/** The pause before the second try; doubled each time, without the SDK's jitter. */
const RETRY_PAUSE_MS = 100;

/**
 * A stand-in for an SDK client that asks the world at once: no serializer, no signature, no
 * socket. The middlewares that our adapters add to changes (sent once, under a permit) do run:
 * they are ours, and part of what is tested.
 */
export function createDirectClient(
  door: SourceDoor,
  service: ServiceName,
  { attempts, region = door.region }: DirectClientOptions,
): DirectSourceClient {
  const middlewareStack = constructStack<object, object>();
  const ask = (operation: string, input: object, signal?: AbortSignal): Promise<object> =>
    retried(door, () => askWorld(door, { service, operation, input, region, signal }), attempts);
  return {
    config: { region: async () => region },
    middlewareStack,
    // The shape of an operation's answer is the simulated service's to keep.
    ask: <Output extends object>(operation: string, input: object) =>
      ask(operation, input) as Promise<Output>,
    async send(command, { abortSignal: signal } = {}) {
      const { input } = command;
      const operation = command.constructor.name.replace(/Command$/, '');
      if (command.middlewareStack.identify().length === 0) return ask(operation, input, signal);
      const stack = middlewareStack.concat<object, object>(command.middlewareStack);
      const handler = stack.resolve(
        async () => ({
          response: {},
          output: await askWorld(door, { service, operation, input, region, signal }),
        }),
        {
          clientName: service,
          commandName: command.constructor.name,
          [SMITHY_CONTEXT_KEY]: { commandInstance: command } as unknown as AnyCommand,
        },
      );
      return (await handler({ input })).output;
    },
  };
}

async function askWorld(door: SourceDoor, request: SourceRequest): Promise<object> {
  const { signal } = request;
  if (signal?.aborted) throw toAbortError(signal.reason);
  try {
    return presented(await unlessAborted(door.call(request), signal, toAbortError));
  } catch (thrown) {
    if (thrown instanceof NoAnswer) return timeOut(door, signal);
    if (!(thrown instanceof AwsFault)) throw thrown;
    throw toSdkError(thrown, 'source', []);
  }
}

/** The one answer here whose body is read as a stream is an object's. */
function presented(output: unknown): object {
  const answer = recordOf(output);
  const { Body: body } = answer;
  return body instanceof Uint8Array ? { ...answer, Body: asStreamingBody(body) } : answer;
}

async function timeOut(door: SourceDoor, signal: AbortSignal | undefined): Promise<never> {
  await unlessAborted(door.clock.sleep(REQUEST_TIMEOUT_MS), signal, toAbortError);
  const error = new AwsFault('TimeoutError', 0, 'The request got no answer in time.');
  throw Object.assign(error, { $metadata: {} });
}

/** What another try may help against is tried again, as the SDK does. */
async function retried<T>(door: SourceDoor, ask: () => Promise<T>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (thrown) {
      if (attempt >= attempts || !isPassing(thrown)) throw thrown;
      await door.clock.sleep(RETRY_PAUSE_MS * 2 ** (attempt - 1));
    }
  }
}

const PASSING_NAME = /Throttl|RequestLimitExceeded|TooManyRequests|TimeoutError/;

function isPassing(thrown: unknown): boolean {
  const { name, $metadata } = thrown as { name?: string; $metadata?: { httpStatusCode?: number } };
  return PASSING_NAME.test(name ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500;
}
