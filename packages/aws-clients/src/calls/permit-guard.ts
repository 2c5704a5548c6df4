import type { Clock } from '@understudy/clock';
import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { SMITHY_CONTEXT_KEY } from '@smithy/types';
import { RetryableError, TerminalError } from '@understudy/errors';
import { isIssued, type Permit } from '../permit.ts';
import { isRead } from './is-read.ts';

/** The permit of each command that has one: it travels beside the command, never in its input. */
const permits = new WeakMap<object, Permit>();

/** Ties a permit to the one command that it was issued for. */
export function givePermit(command: object, permit: Permit): void {
  permits.set(command, permit);
}

interface GuardedClient<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/**
 * The last check before the wire, after signing: an environment that was frozen since the gate
 * checked, and is thawed an hour later, must not send. A change without a permit is not sent at all.
 */
export function guardChanges<Input extends object, Output extends object>(
  client: GuardedClient<Input, Output>,
  clock: Pick<Clock, 'now'>,
): void {
  const guard: FinalizeRequestMiddleware<Input, Output> = (next, context) => async (args) => {
    const name = String(context.commandName);
    if (!isRead(name, args.input)) {
      const command: unknown = context[SMITHY_CONTEXT_KEY]?.['commandInstance'];
      const known = typeof command === 'object' && command !== null;
      assertMaySend(name, known ? permits.get(command) : undefined, clock.now());
    }
    return await next(args);
  };
  client.middlewareStack.add(guard, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'guardChanges',
    override: true,
  });
}

/** Throws `NoPermit`, `NotSent` or `SendByPassed`; the gate asks the same before it hands out the permit. */
export function assertMaySend(name: string, permit: Permit | undefined, now: number): void {
  if (!permit || !isIssued(permit)) {
    throw new TerminalError(
      'NoPermit',
      `${name}: expected a permit of the change gate, found none. Send changes through the gate.`,
      { fields: { operation: name } },
    );
  }
  assertNotAborted(permit.call, permit.signal);
  if (now <= permit.sendByMilliseconds) return;
  throw new TerminalError(
    'SendByPassed',
    `${permit.call}: expected to send by ${new Date(permit.sendByMilliseconds).toISOString()}, ` +
      `found ${new Date(now).toISOString()}. Nothing was sent: look again, then write a new intent.`,
    { fields: { operation: permit.call, service: permit.service, sequence: permit.sequence } },
  );
}

/** A step that was given up before its request reached the wire leaves no doubt: nothing was sent. */
export function assertNotAborted(name: string, signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new RetryableError(
    'NotSent',
    `${name}: expected time to send it, found its step given up. Nothing was sent: look again.`,
    { cause: signal.reason, fields: { operation: name } },
  );
}
