import type { FinalizeRequestMiddleware, MiddlewareStack } from '@smithy/types';
import { TerminalError } from '@understudy/errors';

/** What became of the one sending of a command. */
export interface Attempt {
  /** Whether it got past every check and onto the wire. */
  sent: boolean;
  /** What the sending failed with, before the SDK's retries saw it. */
  failure?: unknown;
}

/**
 * Makes a command be sent once, whatever the client's own retries are: its failure is kept aside
 * and the SDK is shown an error that it never retries (one without a cause: it searches causes).
 */
export function attemptOnce<Input extends object, Output extends object>(command: {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}): Attempt {
  const attempt: Attempt = { sent: false };
  const middleware: FinalizeRequestMiddleware<Input, Output> = (next) => async (args) => {
    if (attempt.sent) throw new TerminalError('SentOnce', 'This request was already sent once.');
    attempt.sent = true;
    try {
      return await next(args);
    } catch (error) {
      attempt.failure = error;
      throw new TerminalError('SentOnce', 'This request was sent once and failed.');
    }
  };
  command.middlewareStack.add(middleware, {
    step: 'finalizeRequest',
    priority: 'low',
    name: 'attemptOnce',
  });
  return attempt;
}
