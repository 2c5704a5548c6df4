import type {
  AttributeValue,
  BatchGetItemInput,
  BatchGetItemOutput,
  GetItemInput,
  GetItemOutput,
  KeysAndAttributes,
  TransactGetItemsInput,
  TransactGetItemsOutput,
} from '@aws-sdk/client-dynamodb';

import { copyItem, type Item } from './attribute-value.ts';
import { usableTable, type Database } from './database.ts';
import type { DocumentPath } from './document-path.ts';
import { refuseUnused, substitutionsOf } from './expression-parser.ts';
import { acceptKey, keyText } from './key-schema.ts';
import { parseProjection, project } from './projection-expression.ts';
import type { Table } from './table.ts';
import { validationFault } from './validation-fault.ts';
import { refuseLegacy } from './write-operations.ts';

/** documented. */
const BATCH_GET_KEYS_MAX = 100;
export const TRANSACTION_ITEMS_MAX = 100;

interface Projecting {
  ProjectionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
}

export function getItem(database: Database, input: GetItemInput): GetItemOutput {
  refuseLegacy(input, ['AttributesToGet']);
  const table = usableTable(database, input.TableName);
  const key = acceptKey(table.schema, input.Key);
  const paths = projectionOf(input);
  return found(read(database, table, key, input.ConsistentRead === true), paths);
}

export function batchGetItem(database: Database, input: BatchGetItemInput): BatchGetItemOutput {
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((total, [, { Keys }]) => total + (Keys?.length ?? 0), 0);
  if (count > BATCH_GET_KEYS_MAX) {
    throw validationFault('Too many items requested for the BatchGetItem call');
  }
  if (count === 0) {
    throw validationFault(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: " +
        'Member must have length greater than or equal to 1',
    );
  }
  const responses = requests.map(
    ([name, request]) => [name, readBatch(database, name, request)] as const,
  );
  return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
}

function readBatch(
  database: Database,
  name: string,
  request: KeysAndAttributes,
): Record<string, AttributeValue>[] {
  const table = usableTable(database, name);
  const keys = (request.Keys ?? []).map((key) => acceptKey(table.schema, key));
  if (new Set(keys.map((key) => keyText(table.schema, key))).size < keys.length) {
    throw validationFault('Provided list of item keys contains duplicates');
  }
  const paths = projectionOf(request);
  return keys.flatMap((key) => {
    const item = read(database, table, key, request.ConsistentRead === true);
    return item ? [paths ? project(item, paths) : copyItem(item)] : [];
  });
}

/** documented: always strongly consistent, all items at one moment. */
export function transactGetItems(
  database: Database,
  input: TransactGetItemsInput,
): TransactGetItemsOutput {
  const items = input.TransactItems ?? [];
  if (items.length === 0 || items.length > TRANSACTION_ITEMS_MAX) {
    throw validationFault(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length between 1 and ${TRANSACTION_ITEMS_MAX}`,
    );
  }
  const responses = items.map(({ Get: get }) => {
    if (!get) throw validationFault('Each transaction item must have a Get');
    const table = usableTable(database, get.TableName);
    const key = acceptKey(table.schema, get.Key);
    return found(read(database, table, key, true), projectionOf(get));
  });
  return { Responses: responses };
}

export function projectionOf(request: Projecting): readonly DocumentPath[] | undefined {
  const { ProjectionExpression: expression } = request;
  const substitutions = substitutionsOf({
    ExpressionAttributeNames: request.ExpressionAttributeNames,
  });
  const paths = expression === undefined ? undefined : parseProjection(expression, substitutions);
  refuseUnused(substitutions, expression !== undefined);
  return paths;
}

function read(database: Database, table: Table, key: Item, consistent: boolean): Item | undefined {
  return consistent ? table.get(key) : perhapsStale(database, table, key);
}

/** What an eventually consistent read finds: now and then the item before its last write. */
export function perhapsStale(database: Database, table: Table, key: Item): Item | undefined {
  const { staleReads, staleMilliseconds } = database.reads;
  if (staleReads === 0 || !database.random.chance(staleReads)) return table.get(key);
  return table.getStale(key, database.world.clock.now() - staleMilliseconds);
}

function found(
  item: Item | undefined,
  paths: readonly DocumentPath[] | undefined,
): { Item?: Record<string, AttributeValue> } {
  if (!item) return {};
  return { Item: paths ? project(item, paths) : copyItem(item) };
}
