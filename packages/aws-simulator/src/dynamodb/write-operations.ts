import type {
  AttributeValue,
  DeleteItemInput,
  DeleteItemOutput,
  PutItemInput,
  PutItemOutput,
  UpdateItemInput,
  UpdateItemOutput,
} from '@aws-sdk/client-dynamodb';

import type { ApiCall } from '../kernel/world.ts';
import { copyItem, type Item } from './attribute-value.ts';
import type { Database } from './database.ts';
import {
  conditionHolds,
  perform,
  planDelete,
  planPut,
  planUpdate,
  type PlannedWrite,
} from './planned-write.ts';
import { project } from './projection-expression.ts';
import { conditionFailed, validationFault } from './validation-fault.ts';

export function putItem(database: Database, input: PutItemInput, call: ApiCall): PutItemOutput {
  refuseLegacy(input, ['Expected', 'ConditionalOperator']);
  refuseReturnValues(input.ReturnValues);
  const { before } = write(database, planPut(database, input), call);
  return input.ReturnValues === 'ALL_OLD' ? attributes(before) : {};
}

export function deleteItem(
  database: Database,
  input: DeleteItemInput,
  call: ApiCall,
): DeleteItemOutput {
  refuseLegacy(input, ['Expected', 'ConditionalOperator']);
  refuseReturnValues(input.ReturnValues);
  const { before } = write(database, planDelete(database, input), call);
  return input.ReturnValues === 'ALL_OLD' ? attributes(before) : {};
}

export function updateItem(
  database: Database,
  input: UpdateItemInput,
  call: ApiCall,
): UpdateItemOutput {
  refuseLegacy(input, ['Expected', 'ConditionalOperator', 'AttributeUpdates']);
  const planned = planUpdate(database, input);
  const { before, after } = write(database, planned, call);
  const paths = planned.actions.map(({ path }) => path);
  switch (input.ReturnValues) {
    case 'ALL_OLD':
      return attributes(before);
    case 'ALL_NEW':
      return attributes(after);
    case 'UPDATED_OLD':
      return attributes(before && project(before, paths));
    case 'UPDATED_NEW':
      return attributes(after && project(after, paths));
    default:
      return {};
  }
}

function write(
  database: Database,
  planned: PlannedWrite,
  call: ApiCall,
): { before: Item | undefined; after: Item | undefined } {
  const before = planned.table.get(planned.key);
  if (!conditionHolds(planned, before)) {
    throw conditionFailed(planned.answersItem && before ? copyItem(before) : undefined);
  }
  const after = planned.next(before);
  if (before || after) perform(database, planned, after, call);
  return { before, after };
}

function attributes(item: Item | undefined): { Attributes?: Record<string, AttributeValue> } {
  return item && Object.keys(item).length > 0 ? { Attributes: copyItem(item) } : {};
}

function refuseReturnValues(returnValues: string | undefined): void {
  if (returnValues !== undefined && returnValues !== 'NONE' && returnValues !== 'ALL_OLD') {
    throw validationFault('Return values set to invalid value');
  }
}

/** The parameters that expressions replaced in 2014: refused rather than silently ignored. */
export function refuseLegacy(input: object, names: readonly string[]): void {
  const found = names.find((name) => Reflect.get(input, name) !== undefined);
  if (found !== undefined) {
    throw validationFault(
      `The simulator expects expressions; it found the legacy parameter ${found}. Use an expression.`,
    );
  }
}
