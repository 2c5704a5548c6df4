import type {
  DynamoDBClient,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/client-dynamodb';

export const WRITES = ['PutItemCommand', 'UpdateItemCommand', 'TransactWriteItemsCommand'];

type Handler = (request: {
  input: ServiceInputTypes;
}) => Promise<{ response: unknown; output: ServiceOutputTypes }>;

type Middleware = (next: Handler, context: { commandName?: string }) => Handler;

/**
 * One request at a time, each whole: DynamoDB decides each of its writes at once, moto does not
 * (it copies a table before a transaction and puts the copy back when the transaction fails).
 * Which taker comes next is still open, and that is what the tests are about.
 */
export function oneAtATime(client: DynamoDBClient): void {
  let last: Promise<unknown> = Promise.resolve();
  const middleware: Middleware = (next) => (request) => {
    const turn = last.then(() => next(request));
    last = turn.catch(() => undefined);
    return turn;
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'one-at-a-time' });
}

/** Loses the answer of the write with this number, after it took effect. Says how many there were. */
export function loseAnswer(
  client: DynamoDBClient,
  which: number,
): { writes(): number; restore(): void } {
  let count = 0;
  const middleware: Middleware = (next, context) => async (request) => {
    const answer = await next(request);
    if (WRITES.includes(context.commandName ?? '') && count++ === which) {
      throw Object.assign(new Error('the answer did not come'), { name: 'TimeoutError' });
    }
    return answer;
  };
  client.middlewareStack.add(middleware, {
    step: 'initialize',
    priority: 'high',
    name: 'lose-answer',
  });
  return { writes: () => count, restore: () => client.middlewareStack.remove('lose-answer') };
}

/** Every request fails so, before any effect. */
export function failEach(client: DynamoDBClient, error: Error): { restore(): void } {
  const middleware: Middleware = () => () => Promise.reject(error);
  client.middlewareStack.add(middleware, { step: 'initialize', priority: 'high', name: 'fail' });
  return { restore: () => client.middlewareStack.remove('fail') };
}

/** Pages of one item, so that a query of two has to go on. */
export function smallPages(client: DynamoDBClient): { restore(): void } {
  const middleware: Middleware = (next, context) => (request) => {
    const isQuery = context.commandName === 'QueryCommand';
    const input = isQuery ? { ...request.input, Limit: 1 } : request.input;
    return next({ ...request, input });
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'small-pages' });
  return { restore: () => client.middlewareStack.remove('small-pages') };
}

/** Runs something once, between the store's last read and its next write. */
export function beforeNextWrite(client: DynamoDBClient, act: () => Promise<unknown>): void {
  const name = 'before-next-write';
  const middleware: Middleware = (next, context) => async (request) => {
    if (!WRITES.includes(context.commandName ?? '')) return next(request);
    client.middlewareStack.remove(name);
    await act();
    return next(request);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', priority: 'high', name });
}

/** How many requests read, and how many write. */
export function countCalls(client: DynamoDBClient): {
  taken(): { readonly reads: number; readonly writes: number };
  restore(): void;
} {
  let reads = 0;
  let writes = 0;
  const middleware: Middleware = (next, context) => (request) => {
    if (WRITES.includes(context.commandName ?? '')) writes++;
    else reads++;
    return next(request);
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'count' });
  return {
    taken: () => ({ reads, writes }),
    restore: () => client.middlewareStack.remove('count'),
  };
}
