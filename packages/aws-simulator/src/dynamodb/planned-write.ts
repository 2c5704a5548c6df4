import type { AttributeValue, ConditionCheck, Delete, Put, Update } from '@aws-sdk/client-dynamodb';

import type { ApiCall } from '../kernel/world.ts';
import { acceptItem, type Item } from './attribute-value.ts';
import { holds } from './condition-evaluation.ts';
import { parseCondition, type Condition } from './condition-expression.ts';
import { usableTable, type Database } from './database.ts';
import { overlap } from './document-path.ts';
import { refuseUnused, substitutionsOf, type Substitutions } from './expression-parser.ts';
import { ITEM_BYTES_MAX, sizeOfItem } from './item-size.ts';
import { acceptKey, keyOfItem } from './key-schema.ts';
import type { Table } from './table.ts';
import { applyUpdate } from './update-application.ts';
import { parseUpdate, type UpdateAction } from './update-expression.ts';
import { invalidParameter, validationFault } from './validation-fault.ts';

/** A write whose request is well-formed: what remains depends on the item alone. */
export interface PlannedWrite {
  readonly table: Table;
  readonly key: Item;
  readonly condition: Condition | undefined;
  /** Whether a failed condition answers with the item. */
  readonly answersItem: boolean;
  /** Set by updates: what they touch, for ReturnValues. */
  readonly actions: readonly UpdateAction[];
  /** A condition check writes nothing. */
  readonly writes: boolean;
  /** The item afterwards, or undefined when it is gone; may throw a ValidationException. */
  next(before: Item | undefined): Item | undefined;
}

type Conditional = Pick<
  Put,
  | 'TableName'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValuesOnConditionCheckFailure'
>;

export function planPut(database: Database, request: Put): PlannedWrite {
  const table = usableTable(database, request.TableName);
  const item = acceptItem(request.Item ?? {});
  const key = keyOfItem(table.schema, item);
  return plan(table, key, request, () => () => refuseLarge(item, 'Item size has exceeded'));
}

export function planDelete(database: Database, request: Delete): PlannedWrite {
  const table = usableTable(database, request.TableName);
  return plan(table, acceptKey(table.schema, request.Key), request, () => () => undefined);
}

export function planCheck(database: Database, request: ConditionCheck): PlannedWrite {
  const table = usableTable(database, request.TableName);
  const key = acceptKey(table.schema, request.Key);
  return { ...plan(table, key, request, () => (before) => before), writes: false };
}

export function planUpdate(
  database: Database,
  request: Omit<Update, 'UpdateExpression'> & { UpdateExpression?: string | undefined },
): PlannedWrite {
  const table = usableTable(database, request.TableName);
  const key = acceptKey(table.schema, request.Key);
  let actions: readonly UpdateAction[] = [];
  const write = plan(table, key, request, (substitutions) => {
    if (request.UpdateExpression !== undefined) {
      actions = parseUpdate(request.UpdateExpression, substitutions);
    }
    refuseKeyChange(key, actions);
    return (before) => updated(key, before, actions);
  });
  return { ...write, actions };
}

function plan(
  table: Table,
  key: Item,
  request: Conditional & { UpdateExpression?: string | undefined },
  prepare: (substitutions: Substitutions) => PlannedWrite['next'],
): PlannedWrite {
  const { ConditionExpression: expression, UpdateExpression: update } = request;
  const substitutions = substitutionsOf(request);
  const next = prepare(substitutions);
  const condition =
    expression === undefined
      ? undefined
      : parseCondition(expression, 'ConditionExpression', substitutions);
  refuseUnused(substitutions, expression !== undefined || update !== undefined);
  const answersItem = request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { table, key, condition, answersItem, actions: [], writes: true, next };
}

export function conditionHolds(write: PlannedWrite, before: Item | undefined): boolean {
  return write.condition === undefined || holds(write.condition, before ?? {});
}

/** Carries out a write whose condition holds. */
export function perform(
  database: Database,
  write: PlannedWrite,
  after: Item | undefined,
  call: ApiCall,
): void {
  if (!write.writes) return;
  write.table.write(write.key, after, call);
  const entry = write.table.lastWrite(write.key);
  if (entry) database.onWrite(write.table, entry);
}

/** believed: an update that only takes away does not create an item. */
function updated(
  key: Item,
  before: Item | undefined,
  actions: readonly UpdateAction[],
): Item | undefined {
  const takesAway =
    actions.length > 0 && actions.every(({ kind }) => kind === 'remove' || kind === 'delete');
  const after = applyUpdate(before ?? key, actions);
  if (!before && takesAway) return undefined;
  return refuseLarge(after, 'Item size to update has exceeded');
}

function refuseKeyChange(key: Item, actions: readonly UpdateAction[]): void {
  for (const name of Object.keys(key)) {
    if (actions.some(({ path }) => overlap(path, [name]))) {
      throw invalidParameter(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
}

function refuseLarge(item: Record<string, AttributeValue> | Item, sentence: string): Item {
  if (sizeOfItem(item) > ITEM_BYTES_MAX) {
    throw validationFault(`${sentence} the maximum allowed size`);
  }
  return item;
}
