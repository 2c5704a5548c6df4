import type { World } from '../kernel/world.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { Random } from '../kernel/random.ts';
import type { ItemWrite, Table } from './table.ts';
import { invalidParameter } from './validation-fault.ts';

/** Everything that the operations of one region's DynamoDB share. */
export interface Database {
  readonly world: World;
  readonly region: string;
  readonly random: Random;
  readonly tables: Map<string, Table>;
  /** Outcomes of transactions by idempotency token. */
  readonly tokens: Map<string, { readonly at: number; readonly request: string }>;
  readonly reads: ReadOptions;
  /** Told of each write after it happened. */
  onWrite(table: Table, write: ItemWrite): void;
}

/** How stale an eventually consistent read may be. Strongly consistent ones never are. */
export interface ReadOptions {
  /** The probability that such a read misses the last write of an item. */
  staleReads: number;
  /** documented: consistency is "usually reached within a second". */
  staleMilliseconds: number;
}

/** documented: a table is named by its name or, since 2024, by its ARN. */
export function tableNameOf(nameOrArn: string | undefined): string {
  return nameOrArn?.startsWith('arn:') ? (nameOrArn.split('/')[1] ?? '') : (nameOrArn ?? '');
}

export function tableArn(world: World, region: string, name: string): string {
  return `arn:aws:dynamodb:${region}:${world.accountId}:table/${name}`;
}

/** The table that a data operation names; one that is still being created is not there yet. */
export function usableTable(database: Database, nameOrArn: string | undefined): Table {
  if (!nameOrArn) {
    throw invalidParameter('The parameter TableName is required but was not given');
  }
  const table = database.tables.get(tableNameOf(nameOrArn));
  if (table?.status !== 'ACTIVE') {
    throw new AwsFault('ResourceNotFoundException', 400, 'Requested resource not found');
  }
  return table;
}
