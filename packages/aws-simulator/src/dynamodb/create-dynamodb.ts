import type { AttributeValue, CreateTableInput } from '@aws-sdk/client-dynamodb';

import type { ApiCall, OperationOf, SimulatedService, World } from '../kernel/world.ts';
import { copyItem, type Item } from './attribute-value.ts';
import { batchWriteItem } from './batch-operations.ts';
import { usableTable, type Database, type ReadOptions } from './database.ts';
import { query, scan } from './query-operations.ts';
import { batchGetItem, getItem, transactGetItems } from './read-operations.ts';
import { requirementsOf } from './requirements.ts';
import type { ItemWrite } from './table.ts';
import {
  addTable,
  createTable,
  deleteTable,
  describeTable,
  listTables,
} from './table-operations.ts';
import { transactWriteItems } from './transaction-operations.ts';
import { deleteItem, putItem, updateItem } from './write-operations.ts';

/** documented: eventually consistent reads usually catch up within a second. */
const STALE_MS = 1_000;

/** DynamoDB of one region, and what tests and invariants may do with it beside the API. */
export interface DynamoDb extends SimulatedService {
  /** Makes a table that can be used at once. */
  createTable(definition: CreateTableInput): void;
  /** Every item of a table, in the order of a scan. */
  items(tableName: string): readonly Record<string, AttributeValue>[];
  item(tableName: string, key: Item): Record<string, AttributeValue> | undefined;
  /** Every write of a table, or of one of its items, in order. */
  history(tableName: string, key?: Item): readonly ItemWrite[];
  /** Called after each write of any table; returns how to stop. */
  subscribe(listener: WriteListener): () => void;
  /** Sets how often an eventually consistent read misses the last write. Default: never. */
  setStaleReads(probability: number): void;
}

export type WriteListener = (tableName: string, write: ItemWrite) => void;

export interface DynamoDbOptions {
  readonly staleReads?: number;
}

export function createDynamoDb(
  world: World,
  region: string,
  options: DynamoDbOptions = {},
): DynamoDb {
  const listeners = new Set<WriteListener>();
  const reads: ReadOptions = {
    staleReads: options.staleReads ?? 0,
    staleMilliseconds: STALE_MS,
  };
  const database: Database = {
    world,
    region,
    random: world.random.fork(`dynamodb/${region}`),
    tables: new Map(),
    tokens: new Map(),
    reads,
    onWrite(table, write) {
      for (const listener of listeners) listener(table.name, write);
    },
  };
  return {
    name: 'dynamodb',
    operations: operationsOf(database),
    requirements: (call) => requirementsOf(world, region, database.tables, call),
    createTable: (definition) => void addTable(database, definition, 'ACTIVE'),
    items(tableName) {
      const table = usableTable(database, tableName);
      return table.all(table.schema).map(copyItem);
    },
    item(tableName, key) {
      const item = usableTable(database, tableName).get(key);
      return item && copyItem(item);
    },
    history: (tableName, key) => usableTable(database, tableName).history(key),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setStaleReads(probability) {
      reads.staleReads = probability;
    },
  };
}

function operationsOf(database: Database): Readonly<Record<string, OperationOf>> {
  const bound =
    <Input>(operation: (database: Database, input: Input, call: ApiCall) => unknown): OperationOf =>
    (input: never, call) =>
      operation(database, input, call);
  return {
    CreateTable: bound(createTable),
    DescribeTable: bound(describeTable),
    DeleteTable: bound(deleteTable),
    ListTables: bound(listTables),
    GetItem: bound(getItem),
    PutItem: bound(putItem),
    UpdateItem: bound(updateItem),
    DeleteItem: bound(deleteItem),
    Query: bound(query),
    Scan: bound(scan),
    BatchGetItem: bound(batchGetItem),
    BatchWriteItem: bound(batchWriteItem),
    TransactGetItems: bound(transactGetItems),
    TransactWriteItems: bound(transactWriteItems),
  };
}
