import type { HttpHandlerOptions, MiddlewareStack, Provider } from '@smithy/types';
import type { UnderstudyError } from '@understudy/errors';
import type { Permit } from '../permit.ts';
import type { ReadOptions } from '../ports.ts';
import { attemptOnce } from './attempt-once.ts';
import { mapAwsError, type AboutCall } from './map-aws-error.ts';
import { givePermit } from './permit-guard.ts';

/** One operation of one client. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly region: Provider<string>;
}

/** Names a client's operations for errors. */
export function callsOf(
  service: string,
  client: { readonly config: { readonly region: Provider<string> } },
): (operation: string) => Call {
  return (operation) => ({ service, operation, region: client.config.region });
}

/** Sends a question; what goes wrong becomes one of our errors. The client retries it. */
export async function sendRead<T>(
  call: Call,
  options: ReadOptions,
  send: (sending: HttpHandlerOptions) => Promise<T>,
): Promise<T> {
  try {
    return await send(options.signal ? { abortSignal: options.signal } : {});
  } catch (error) {
    throw await toOurs(error, call, { change: false });
  }
}

/** A command, as far as it is looked into here. */
interface Sendable<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** Sends a change once, under its permit, which also says when to stop waiting for its answer. */
export async function sendChange<Input extends object, Output extends object, T>(
  call: Call,
  permit: Permit,
  command: Sendable<Input, Output>,
  send: (sending: HttpHandlerOptions) => Promise<T>,
): Promise<T> {
  givePermit(command, permit);
  return await sendOnce(call, { signal: permit.signal }, command, send);
}

/** Sends what must not be repeated by itself, and tells whether a failure came before the wire. */
export async function sendOnce<Input extends object, Output extends object, T>(
  call: Call,
  options: ReadOptions,
  command: Sendable<Input, Output>,
  send: (sending: HttpHandlerOptions) => Promise<T>,
): Promise<T> {
  const attempt = attemptOnce(command);
  try {
    return await send(options.signal ? { abortSignal: options.signal } : {});
  } catch (error) {
    throw await toOurs(attempt.failure ?? error, call, { change: true, sent: attempt.sent });
  }
}

async function toOurs(
  thrown: unknown,
  call: Call,
  how: Pick<AboutCall, 'change' | 'sent'>,
): Promise<UnderstudyError> {
  const { service, operation } = call;
  // A client without a region fails by this very provider: that error is the one to tell.
  const region = await call.region().catch(() => 'unknown');
  return mapAwsError(thrown, { service, operation, region, ...how });
}
