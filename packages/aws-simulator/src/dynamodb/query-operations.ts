import type {
  AttributeValue,
  QueryInput,
  QueryOutput,
  ScanInput,
  ScanOutput,
} from '@aws-sdk/client-dynamodb';

import { copyItem, identityOf, type Item } from './attribute-value.ts';
import { attributesOfCondition } from './condition-attributes.ts';
import { holds } from './condition-evaluation.ts';
import { parseCondition, type Condition } from './condition-expression.ts';
import { usableTable, type Database } from './database.ts';
import type { DocumentPath } from './document-path.ts';
import { refuseUnused, substitutionsOf, type Substitutions } from './expression-parser.ts';
import { sizeOfItem } from './item-size.ts';
import { parseKeyCondition } from './key-condition.ts';
import { attributesOf, pickKey, type KeySchema } from './key-schema.ts';
import { parseProjection, project } from './projection-expression.ts';
import { perhapsStale } from './read-operations.ts';
import type { Table } from './table.ts';
import { validationFault } from './validation-fault.ts';
import { refuseLegacy } from './write-operations.ts';

/** documented: one page of Query or Scan reads up to 1 MB. */
const PAGE_BYTES_MAX = 1024 * 1024;

const LEGACY: readonly string[] = [
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
  'ConditionalOperator',
  'AttributesToGet',
];

export function query(database: Database, input: QueryInput): QueryOutput {
  refuseLegacy(input, LEGACY);
  const table = usableTable(database, input.TableName);
  const schema = schemaOf(table, input.IndexName);
  if (input.KeyConditionExpression === undefined) {
    throw validationFault(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    );
  }
  const substitutions = substitutionsOf(input);
  const condition = parseKeyCondition(input.KeyConditionExpression, schema, substitutions);
  const reading = readingOf(input, substitutions);
  refuseKeyInFilter(reading.filter, schema);
  const { sort } = condition;
  const items = visible(
    database,
    table,
    input,
    table.partition(schema, condition.partition),
  ).filter((item) => sort === undefined || holds(sort, item));
  return page(
    table,
    schema,
    input,
    reading,
    input.ScanIndexForward === false ? items.reverse() : items,
  );
}

export function scan(database: Database, input: ScanInput): ScanOutput {
  refuseLegacy(input, LEGACY);
  const table = usableTable(database, input.TableName);
  const schema = schemaOf(table, input.IndexName);
  const reading = readingOf(input, substitutionsOf(input));
  const items = visible(database, table, input, table.all(schema));
  const { Segment: segment = 0, TotalSegments: segments = 1 } = input;
  const share = items.filter((_, index) => index % segments === segment);
  return page(table, schema, input, reading, share);
}

interface Reading {
  readonly filter: Condition | undefined;
  readonly paths: readonly DocumentPath[] | undefined;
}

function readingOf(input: QueryInput | ScanInput, substitutions: Substitutions): Reading {
  const { FilterExpression: filterText, ProjectionExpression: projectionText } = input;
  const filter =
    filterText === undefined
      ? undefined
      : parseCondition(filterText, 'FilterExpression', substitutions);
  const paths =
    projectionText === undefined ? undefined : parseProjection(projectionText, substitutions);
  const hasExpression = Boolean(
    filterText ?? projectionText ?? ('KeyConditionExpression' in input || undefined),
  );
  refuseUnused(substitutions, hasExpression);
  if (input.Select === 'COUNT' && paths) {
    throw validationFault(
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    );
  }
  return { filter, paths };
}

/** documented: a filter of a query cannot be about the key. */
function refuseKeyInFilter(filter: Condition | undefined, schema: KeySchema): void {
  const attributes = filter ? attributesOfCondition(filter) : [];
  const key = attributesOf(schema).find(({ name }) => attributes.includes(name));
  if (key) {
    throw validationFault(
      'Filter Expression can only contain non-primary key attributes: ' +
        `Primary key attribute: ${key.name}`,
    );
  }
}

/** Each item as this read sees it: an eventually consistent one may miss the last write. */
function visible(
  database: Database,
  table: Table,
  input: QueryInput | ScanInput,
  items: readonly Item[],
): Item[] {
  if (input.ConsistentRead === true || database.reads.staleReads === 0) return [...items];
  return items
    .map((item) => perhapsStale(database, table, pickKey(table.schema, item)))
    .filter((item) => item !== undefined);
}

function page(
  table: Table,
  schema: KeySchema,
  input: QueryInput | ScanInput,
  { filter, paths }: Reading,
  items: readonly Item[],
): QueryOutput {
  const rest = items.slice(startOf(table, schema, input.ExclusiveStartKey, items));
  const read = rest.slice(0, Math.min(input.Limit ?? Infinity, itemsInPage(rest)));
  const matching = filter ? read.filter((item) => holds(filter, item)) : read;
  const last = read[read.length - 1];
  // recorded: a page that Limit ended names where to go on, even when nothing follows.
  const goesOn = read.length < rest.length || read.length === input.Limit;
  return {
    ...(input.Select === 'COUNT'
      ? {}
      : { Items: matching.map((item) => (paths ? project(item, paths) : copyItem(item))) }),
    Count: matching.length,
    ScannedCount: read.length,
    ...(last && goesOn ? { LastEvaluatedKey: placeOf(table, schema, last) } : {}),
  };
}

function itemsInPage(items: readonly Item[]): number {
  let bytes = 0;
  const end = items.findIndex((item) => (bytes += sizeOfItem(item)) > PAGE_BYTES_MAX);
  return end < 0 ? items.length : Math.max(1, end);
}

/** The key of the table, and of the index that is read. */
function placeOf(table: Table, schema: KeySchema, item: Item): Record<string, AttributeValue> {
  return { ...pickKey(schema, item), ...pickKey(table.schema, item) };
}

function startOf(
  table: Table,
  schema: KeySchema,
  startKey: Item | undefined,
  items: readonly Item[],
): number {
  if (!startKey) return 0;
  const expected = new Set(
    [...attributesOf(schema), ...attributesOf(table.schema)].map(({ name }) => name),
  );
  const given = Object.keys(startKey);
  if (given.length !== expected.size || given.some((name) => !expected.has(name))) {
    throw validationFault('The provided starting key is invalid');
  }
  const wanted = identityOf({ M: { ...startKey } });
  const index = items.findIndex(
    (item) => identityOf({ M: placeOf(table, schema, item) }) === wanted,
  );
  return index < 0 ? positionAfter(table, schema, startKey, items) : index + 1;
}

/** The key's item has gone since: go on with the first one that lies behind its place. */
function positionAfter(
  table: Table,
  schema: KeySchema,
  startKey: Item,
  items: readonly Item[],
): number {
  const order = table.orderOf(schema, [...items, startKey]);
  const place = order.indexOf(startKey);
  const forward = order.filter((item) => item !== startKey);
  const ascending = forward.every((item, index) => item === items[index]);
  return ascending ? place : items.length - place;
}

function schemaOf(table: Table, indexName: string | undefined): KeySchema {
  if (indexName === undefined) return table.schema;
  const schema = table.indexes.get(indexName);
  if (!schema) {
    throw validationFault(`The table does not have the specified index: ${indexName}`);
  }
  return schema;
}
