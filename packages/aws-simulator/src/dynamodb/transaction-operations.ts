import { createHash } from 'node:crypto';

import type {
  CancellationReason,
  TransactWriteItem,
  TransactWriteItemsInput,
  TransactWriteItemsOutput,
} from '@aws-sdk/client-dynamodb';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { ApiCall } from '../kernel/world.ts';
import { copyItem, type Item } from './attribute-value.ts';
import type { Database } from './database.ts';
import { keyText } from './key-schema.ts';
import {
  conditionHolds,
  perform,
  planCheck,
  planDelete,
  planPut,
  planUpdate,
  type PlannedWrite,
} from './planned-write.ts';
import { TRANSACTION_ITEMS_MAX } from './read-operations.ts';
import { validationFault } from './validation-fault.ts';

/** documented: a client token is good for ten minutes after the request that used it ended. */
const TOKEN_LIFE_MS = 10 * 60_000;

/** All of the writes or none, judged by the items as they are at one moment. */
export function transactWriteItems(
  database: Database,
  input: TransactWriteItemsInput,
  call: ApiCall,
): TransactWriteItemsOutput {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > TRANSACTION_ITEMS_MAX) {
    throw validationFault(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length between 1 and ${TRANSACTION_ITEMS_MAX}`,
    );
  }
  if (alreadyDone(database, input)) return {};
  const writes = items.map((item) => planItem(database, item));
  refuseTwice(writes);
  const outcomes = writes.map(attempt);
  if (outcomes.some(({ reason }) => reason.Code !== 'None')) {
    throw canceled(outcomes.map(({ reason }) => reason));
  }
  writes.forEach((write, index) => {
    const outcome = outcomes[index];
    if (outcome?.before || outcome?.after) perform(database, write, outcome.after, call);
  });
  remember(database, input);
  return {};
}

function planItem(database: Database, item: TransactWriteItem): PlannedWrite {
  const { ConditionCheck: check, Put: put, Delete: remove, Update: update } = item;
  const given = [check, put, remove, update].filter((one) => one !== undefined);
  if (given.length === 1) {
    if (check) return planCheck(database, check);
    if (put) return planPut(database, put);
    if (remove) return planDelete(database, remove);
    if (update) return planUpdate(database, update);
  }
  throw validationFault('TransactItems can only contain one of Check, Put, Update or Delete');
}

function refuseTwice(writes: readonly PlannedWrite[]): void {
  const places = writes.map(({ table, key }) => `${table.name}|${keyText(table.schema, key)}`);
  if (new Set(places).size < places.length) {
    throw validationFault('Transaction request cannot include multiple operations on one item');
  }
}

interface Outcome {
  readonly before: Item | undefined;
  readonly after?: Item | undefined;
  readonly reason: CancellationReason;
}

function attempt(write: PlannedWrite): Outcome {
  const before = write.table.get(write.key);
  if (!conditionHolds(write, before)) {
    const reason: CancellationReason = {
      Code: 'ConditionalCheckFailed',
      Message: 'The conditional request failed',
      ...(write.answersItem && before ? { Item: copyItem(before) } : {}),
    };
    return { before, reason };
  }
  try {
    return { before, after: write.next(before), reason: { Code: 'None' } };
  } catch (thrown) {
    if (!(thrown instanceof AwsFault)) throw thrown;
    return { before, reason: { Code: 'ValidationError', Message: thrown.message } };
  }
}

function canceled(reasons: readonly CancellationReason[]): AwsFault {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsFault(
    'TransactionCanceledException',
    400,
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' + `[${codes}]`,
    { CancellationReasons: reasons },
  );
}

/** documented: the same token with the same request does nothing again, with another is refused. */
function alreadyDone(database: Database, input: TransactWriteItemsInput): boolean {
  const { ClientRequestToken: token } = input;
  const known = token === undefined ? undefined : database.tokens.get(token);
  if (!known || database.world.clock.now() - known.at > TOKEN_LIFE_MS) return false;
  if (known.request !== digestOf(input)) {
    throw new AwsFault(
      'IdempotentParameterMismatchException',
      400,
      'Please make sure the request parameters are the same as the first request with this token.',
    );
  }
  return true;
}

function remember(database: Database, input: TransactWriteItemsInput): void {
  const { ClientRequestToken: token } = input;
  if (token === undefined) return;
  database.tokens.set(token, { at: database.world.clock.now(), request: digestOf(input) });
}

function digestOf(input: TransactWriteItemsInput): string {
  return createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');
}
