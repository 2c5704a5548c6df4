import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '@understudy/clock';
import { fromAttributes, toAttributes, type PlainItem } from './attribute-values.ts';
import { guardCalls } from './guarded-calls.ts';
import type { TransactionAnswer, UpdateAnswer } from './write-answers.ts';
import { transactionRefusal, updateRefusal } from './write-refusals.ts';
import { writeExpressions, type Change, type Condition } from './write-expressions.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

export type Write =
  | { readonly key: ItemKey; readonly change: Change; readonly conditions: readonly Condition[] }
  | { readonly key: ItemKey; readonly check: readonly Condition[] }
  | { readonly key: ItemKey; readonly put: PlainItem; readonly conditions: readonly Condition[] };

export interface TableQuery {
  readonly pk: string;
  readonly from?: string;
  readonly to?: string;
  readonly newestFirst?: boolean;
  readonly limit?: number;
}

/** The five calls that the store makes. Reads are strongly consistent, queries paged to the end. */
export interface TableAccess {
  readonly name: string;
  get(key: ItemKey): Promise<PlainItem | undefined>;
  query(query: TableQuery): Promise<readonly PlainItem[]>;
  put(key: ItemKey, item: PlainItem): Promise<void>;
  update(key: ItemKey, change: Change, conditions: readonly Condition[]): Promise<UpdateAnswer>;
  transact(writes: readonly Write[]): Promise<TransactionAnswer>;
  /** Before another try of what others wrote at the same time. */
  pause(attempt: number, who: string): Promise<void>;
}

/** Pages of one query: 1 MB each, far beyond any incident's timeline. */
const PAGES_MAX = 1_000;

/** Sort keys that no item of ours is before or behind. */
const FIRST_SORT_KEY = ' ';
const LAST_SORT_KEY = '~';

export function accessTable(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}): TableAccess {
  const { client, table } = options;
  const { called, unlessConflict, pause } = guardCalls(options);
  return {
    name: table,
    pause,
    get: (key) =>
      called('GetItem', async () => {
        const { Item } = await client.send(
          new GetItemCommand({
            TableName: table,
            Key: toAttributes({ ...key }),
            ConsistentRead: true,
          }),
        );
        return Item && fromAttributes(Item);
      }),
    query: (query) => called('Query', () => queryPages(client, table, query)),
    put: (key, item) =>
      called('PutItem', async () => {
        await client.send(
          new PutItemCommand({ TableName: table, Item: toAttributes({ ...item, ...key }) }),
        );
      }),
    update: (key, change, conditions) =>
      unlessConflict<UpdateAnswer>(
        'UpdateItem',
        [key, change],
        async () => {
          const { Attributes } = await client.send(
            new UpdateItemCommand({
              TableName: table,
              Key: toAttributes({ ...key }),
              ...writeExpressions(change, conditions),
              ReturnValues: 'ALL_NEW',
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          );
          return { written: true, item: fromAttributes(Attributes ?? {}) };
        },
        updateRefusal,
      ),
    transact: (writes) =>
      unlessConflict<TransactionAnswer>(
        'TransactWriteItems',
        writes,
        async () => {
          const items = writes.map((write) => toTransactItem(table, write));
          await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
          return { written: true };
        },
        transactionRefusal,
      ),
  };
}

async function queryPages(
  client: DynamoDBClient,
  table: string,
  query: TableQuery,
): Promise<readonly PlainItem[]> {
  const items: PlainItem[] = [];
  const limit = query.limit ?? Number.POSITIVE_INFINITY;
  let start: Record<string, AttributeValue> | undefined;
  for (let page = 0; page < PAGES_MAX && items.length < limit; page++) {
    const answer = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: toAttributes({
          ':pk': query.pk,
          ':from': query.from ?? FIRST_SORT_KEY,
          ':to': query.to ?? LAST_SORT_KEY,
        }),
        ConsistentRead: true,
        ScanIndexForward: query.newestFirst !== true,
        ...(query.limit === undefined ? {} : { Limit: query.limit - items.length }),
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(answer.Items ?? []).map(fromAttributes));
    start = answer.LastEvaluatedKey;
    if (start === undefined) break;
  }
  return items;
}

function toTransactItem(table: string, write: Write): TransactWriteItem {
  const on = { TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
  if ('put' in write) {
    const Item = toAttributes({ ...write.put, ...write.key });
    return { Put: { ...on, Item, ...writeExpressions({}, write.conditions) } };
  }
  const Key = toAttributes({ ...write.key });
  if ('check' in write) {
    const { ConditionExpression = '', ...rest } = writeExpressions({}, write.check);
    return { ConditionCheck: { ...on, Key, ConditionExpression, ...rest } };
  }
  const { UpdateExpression = '', ...rest } = writeExpressions(write.change, write.conditions);
  return { Update: { ...on, Key, UpdateExpression, ...rest } };
}
