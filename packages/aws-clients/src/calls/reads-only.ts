import type { InitializeMiddleware, MiddlewareStack } from '@smithy/types';
import { TerminalError } from '@understudy/errors';
import { isRead } from './is-read.ts';

/** A client that retries must never be used for a change: it refuses them before anything else. */
export function refuseChanges<Input extends object, Output extends object>(client: {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}): void {
  const middleware: InitializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const name = String(context.commandName);
    if (isRead(name, args.input)) return await next(args);
    throw new TerminalError(
      'NoPermit',
      `${name}: expected a question, found a change on a client for reads. Use one for changes.`,
      { fields: { operation: name } },
    );
  };
  client.middlewareStack.add(middleware, {
    step: 'initialize',
    priority: 'high',
    name: 'refuseChanges',
    override: true,
  });
}
