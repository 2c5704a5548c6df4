import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import type { ApiCall, Requirement, World } from '../kernel/world.ts';
import { tableArn, tableNameOf } from './database.ts';
import type { Table } from './table.ts';

interface Keyed {
  readonly TableName?: string;
  readonly Key?: Readonly<Record<string, AttributeValue>>;
  readonly Item?: Readonly<Record<string, AttributeValue>>;
  readonly ReturnValues?: string;
}

/** The members of any operation's input that matter here; read before the input is checked. */
interface AnyInput extends Keyed {
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, Keyed | undefined>>[];
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeValues?: Readonly<Record<string, AttributeValue>>;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}

/** documented: a transaction needs the permission of each operation in it, not one of its own. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
};

export function requirementsOf(
  world: World,
  region: string,
  tables: ReadonlyMap<string, Table>,
  call: ApiCall,
): readonly Requirement[] {
  const input = (call.input ?? {}) as AnyInput;
  const action = `dynamodb:${call.operation}`;
  const need = (name: string, keyed: Keyed, asked = action, suffix = ''): Requirement => ({
    action: asked,
    resource: `${tableArn(world, region, tableNameOf(name))}${suffix}`,
    conditionKeys: {
      ...leadingKey(tables.get(tableNameOf(name)), keyed),
      ...(keyed.ReturnValues ? { 'dynamodb:ReturnValues': keyed.ReturnValues } : {}),
    },
  });
  if (call.operation === 'ListTables') return [{ action, resource: '*', conditionKeys: {} }];
  if (input.TransactItems) {
    return input.TransactItems.flatMap((item) =>
      Object.entries(item).flatMap(([kind, keyed]) =>
        keyed ? [need(keyed.TableName ?? '', keyed, TRANSACTION_ACTIONS[kind] ?? action)] : [],
      ),
    );
  }
  if (input.RequestItems) return Object.keys(input.RequestItems).map((name) => need(name, {}));
  const suffix = input.IndexName === undefined ? '' : `/index/${input.IndexName}`;
  const keyed = input.KeyConditionExpression === undefined ? input : queried(tables, input);
  return [need(input.TableName ?? '', keyed, action, suffix)];
}

/** documented: `dynamodb:LeadingKeys` is the value of the partition key that is touched. */
function leadingKey(table: Table | undefined, { Key, Item }: Keyed): Record<string, string> {
  const value = table && (Key ?? Item)?.[table.schema.partition.name];
  const text = value?.S ?? value?.N;
  return text === undefined ? {} : { 'dynamodb:LeadingKeys': text };
}

/** The partition that a query names, found without checking the rest of its expression. */
function queried(tables: ReadonlyMap<string, Table>, input: AnyInput): Keyed {
  const name = tables.get(tableNameOf(input.TableName))?.schema.partition.name;
  if (name === undefined) return input;
  const text = input.KeyConditionExpression ?? '';
  for (const [, attribute, placeholder] of text.matchAll(/([#\w]+)\s*=\s*(:\w+)/g)) {
    const resolved = input.ExpressionAttributeNames?.[attribute ?? ''] ?? attribute;
    const value = input.ExpressionAttributeValues?.[placeholder ?? ''];
    if (resolved === name && value) return { ...input, Key: { [name]: value } };
  }
  return input;
}
