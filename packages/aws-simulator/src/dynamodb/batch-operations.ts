import type { BatchWriteItemInput, BatchWriteItemOutput } from '@aws-sdk/client-dynamodb';

import type { ApiCall } from '../kernel/world.ts';
import type { Database } from './database.ts';
import { keyText } from './key-schema.ts';
import { perform, planDelete, planPut, type PlannedWrite } from './planned-write.ts';
import { validationFault } from './validation-fault.ts';

/** documented. */
const BATCH_WRITES_MAX = 25;

/** documented: no conditions, no order; all of them are well-formed or none is carried out. */
export function batchWriteItem(
  database: Database,
  input: BatchWriteItemInput,
  call: ApiCall,
): BatchWriteItemOutput {
  const writes = Object.entries(input.RequestItems ?? {}).flatMap(([table, requests]) =>
    requests.map((request) => planRequest(database, table, request)),
  );
  if (writes.length === 0 || writes.length > BATCH_WRITES_MAX) {
    throw validationFault(
      "1 validation error detected: Value at 'requestItems' failed to satisfy constraint: " +
        'Map value must satisfy constraint: [Member must have length less than or equal to ' +
        `${BATCH_WRITES_MAX}, Member must have length greater than or equal to 1]`,
    );
  }
  const places = writes.map(({ table, key }) => `${table.name}|${keyText(table.schema, key)}`);
  if (new Set(places).size < places.length) {
    throw validationFault('Provided list of item keys contains duplicates');
  }
  const results = writes.map((write) => ({ write, after: write.next(undefined) }));
  for (const { write, after } of results) perform(database, write, after, call);
  return { UnprocessedItems: {} };
}

type WriteRequest = NonNullable<BatchWriteItemInput['RequestItems']>[string][number];

function planRequest(database: Database, table: string, request: WriteRequest): PlannedWrite {
  const { PutRequest: put, DeleteRequest: remove } = request;
  if (put && !remove) return planPut(database, { TableName: table, Item: put.Item });
  if (remove && !put) return planDelete(database, { TableName: table, Key: remove.Key });
  throw validationFault(
    'Supplied AttributeValue has more than one datatypes set, ' +
      'must contain exactly one of the supported datatypes',
  );
}
