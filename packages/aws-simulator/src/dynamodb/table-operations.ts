import type {
  CreateTableInput,
  CreateTableOutput,
  DeleteTableInput,
  DeleteTableOutput,
  DescribeTableInput,
  DescribeTableOutput,
  KeySchemaElement,
  ListTablesInput,
  ListTablesOutput,
  TableDescription,
} from '@aws-sdk/client-dynamodb';

import { AwsFault } from '../kernel/aws-fault.ts';
import { tableArn, tableNameOf, type Database } from './database.ts';
import type { KeyAttribute, KeySchema } from './key-schema.ts';
import { createTable as createStoredTable, type Table } from './table.ts';
import { invalidParameter, validationFault } from './validation-fault.ts';

/** believed: how long a new table is `CREATING`. */
const CREATION_MS = 5_000;

/** documented. */
const LIST_PAGE_MAX = 100;

const TABLE_NAME = /^[a-zA-Z0-9_.-]{3,255}$/;

export function createTable(database: Database, input: CreateTableInput): CreateTableOutput {
  const table = addTable(database, input, 'CREATING');
  const { clock } = database.world;
  clock.schedule(clock.now() + CREATION_MS, () => {
    table.status = 'ACTIVE';
  });
  return { TableDescription: describe(table) };
}

/** Makes a table from what CreateTable takes. */
export function addTable(
  database: Database,
  input: CreateTableInput,
  status: Table['status'],
): Table {
  const name = input.TableName ?? '';
  if (!TABLE_NAME.test(name)) {
    throw validationFault(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+',
    );
  }
  if (database.tables.has(name)) {
    throw new AwsFault('ResourceInUseException', 400, `Table already exists: ${name}`);
  }
  const indexes = [
    ...(input.GlobalSecondaryIndexes ?? []),
    ...(input.LocalSecondaryIndexes ?? []),
  ].map((index) => [index.IndexName ?? '', keySchema(input, index.KeySchema)] as const);
  const { clock } = database.world;
  const table = createStoredTable(
    {
      name,
      arn: tableArn(database.world, database.region, name),
      schema: keySchema(input, input.KeySchema),
      indexes: new Map(indexes),
      createdAt: clock.now(),
      status,
      deletionProtection: input.DeletionProtectionEnabled === true,
      definition: definitionOf(input),
    },
    () => clock.now(),
  );
  database.tables.set(name, table);
  return table;
}

export function describeTable(database: Database, input: DescribeTableInput): DescribeTableOutput {
  return { Table: describe(existing(database, input.TableName)) };
}

export function deleteTable(database: Database, input: DeleteTableInput): DeleteTableOutput {
  const table = existing(database, input.TableName);
  if (table.deletionProtection) {
    throw validationFault(
      `Resource cannot be deleted as it is currently protected against deletion. ` +
        'Disable deletion protection first.',
    );
  }
  database.tables.delete(table.name);
  return { TableDescription: { ...describe(table), TableStatus: 'DELETING' } };
}

export function listTables(database: Database, input: ListTablesInput): ListTablesOutput {
  const names = [...database.tables.keys()].sort();
  const start = input.ExclusiveStartTableName;
  const rest = start === undefined ? names : names.filter((name) => name > start);
  const page = rest.slice(0, input.Limit ?? LIST_PAGE_MAX);
  const last = page[page.length - 1];
  return {
    TableNames: page,
    ...(last !== undefined && page.length < rest.length ? { LastEvaluatedTableName: last } : {}),
  };
}

function existing(database: Database, nameOrArn: string | undefined): Table {
  const name = tableNameOf(nameOrArn);
  const table = database.tables.get(name);
  if (!table) {
    throw new AwsFault(
      'ResourceNotFoundException',
      400,
      `Requested resource not found: Table: ${name} not found`,
    );
  }
  return table;
}

function describe(table: Table): TableDescription {
  return {
    ...table.definition,
    TableName: table.name,
    TableArn: table.arn,
    TableStatus: table.status,
    CreationDateTime: new Date(table.createdAt),
    ItemCount: table.itemCount,
    DeletionProtectionEnabled: table.deletionProtection,
  };
}

function definitionOf(input: CreateTableInput): Partial<TableDescription> {
  const mode = input.BillingMode ?? 'PROVISIONED';
  return {
    ...(input.AttributeDefinitions ? { AttributeDefinitions: input.AttributeDefinitions } : {}),
    ...(input.KeySchema ? { KeySchema: input.KeySchema } : {}),
    ...(mode === 'PAY_PER_REQUEST' ? { BillingModeSummary: { BillingMode: mode } } : {}),
    ...(input.GlobalSecondaryIndexes
      ? {
          GlobalSecondaryIndexes: input.GlobalSecondaryIndexes.map(
            ({ IndexName, KeySchema, Projection }) => ({
              IndexName,
              KeySchema,
              Projection,
              IndexStatus: 'ACTIVE',
            }),
          ),
        }
      : {}),
  };
}

function keySchema(input: CreateTableInput, elements: KeySchemaElement[] | undefined): KeySchema {
  const partition = elements?.find(({ KeyType }) => KeyType === 'HASH');
  const sort = elements?.find(({ KeyType }) => KeyType === 'RANGE');
  if (!partition) {
    throw invalidParameter('Missing the partition (HASH) key in the KeySchema');
  }
  return {
    partition: keyAttribute(input, partition),
    ...(sort ? { sort: keyAttribute(input, sort) } : {}),
  };
}

function keyAttribute(input: CreateTableInput, element: KeySchemaElement): KeyAttribute {
  const name = element.AttributeName ?? '';
  const definition = input.AttributeDefinitions?.find((one) => one.AttributeName === name);
  const kind = definition?.AttributeType;
  if (kind !== 'S' && kind !== 'N' && kind !== 'B') {
    throw invalidParameter(
      'Some index key attributes are not defined in AttributeDefinitions. ' + `Keys: [${name}]`,
    );
  }
  return { name, kind };
}
