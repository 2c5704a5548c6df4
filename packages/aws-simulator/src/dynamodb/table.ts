import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb';

import type { ApiCall, Cause } from '../kernel/world.ts';
import { compareValues, identityOf, type Item } from './attribute-value.ts';
import { attributesOf, keyText, pickKey, type KeySchema } from './key-schema.ts';

/** One write of one item, for invariants: what it was, what it became, when and why. */
export interface ItemWrite {
  readonly at: number;
  readonly operation: string;
  readonly requestId: string;
  readonly cause: Cause;
  readonly key: Item;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** The call that writes. */
type Writer = Pick<ApiCall, 'operation' | 'requestId' | 'cause'>;

export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly schema: KeySchema;
  /** By name; an index holds the items that have its key's attributes. */
  readonly indexes: ReadonlyMap<string, KeySchema>;
  readonly createdAt: number;
  /** `CREATING` until it can be used. */
  status: 'CREATING' | 'ACTIVE';
  deletionProtection: boolean;
  /** What CreateTable said and DescribeTable repeats. */
  readonly definition: Partial<TableDescription>;
  get(key: Item): Item | undefined;
  /** The item as it was before its last write, when that was at or after `sinceMilliseconds`. */
  getStale(key: Item, sinceMilliseconds: number): Item | undefined;
  write(key: Item, after: Item | undefined, by: Writer): void;
  /** The items of one partition of the table or an index, in the order of the sort key. */
  partition(schema: KeySchema, value: AttributeValue): readonly Item[];
  /** Every item, in an order that looks random and stays the same. */
  all(schema: KeySchema): readonly Item[];
  /** These items in the order of a scan of the table or an index. */
  orderOf(schema: KeySchema, items: readonly Item[]): readonly Item[];
  lastWrite(key: Item): ItemWrite | undefined;
  history(key?: Item): readonly ItemWrite[];
  readonly itemCount: number;
}

type TableOptions = Pick<
  Table,
  | 'name'
  | 'arn'
  | 'schema'
  | 'indexes'
  | 'createdAt'
  | 'status'
  | 'deletionProtection'
  | 'definition'
>;

export function createTable(options: TableOptions, now: () => number): Table {
  const { schema } = options;
  const partitions = new Map<string, Map<string, Item>>();
  const lastWrites = new Map<string, ItemWrite>();
  const writes: ItemWrite[] = [];
  const partitionOf = (key: Item): string => partitionText(schema, key);
  const everything = (): Item[] => [...partitions.values()].flatMap((items) => [...items.values()]);

  function write(key: Item, after: Item | undefined, by: Writer): void {
    const text = keyText(schema, key);
    const items = partitions.get(partitionOf(key)) ?? new Map<string, Item>();
    const before = items.get(text);
    if (after) items.set(text, after);
    else items.delete(text);
    partitions.set(partitionOf(key), items);
    const { operation, requestId, cause } = by;
    const entry = { at: now(), operation, requestId, cause, key, before, after };
    lastWrites.set(text, entry);
    writes.push(entry);
  }

  return {
    ...options,
    get: (key) => partitions.get(partitionOf(key))?.get(keyText(schema, key)),
    getStale(key, sinceMilliseconds) {
      const text = keyText(schema, key);
      const last = lastWrites.get(text);
      return last && last.at >= sinceMilliseconds
        ? last.before
        : partitions.get(partitionOf(key))?.get(text);
    },
    write,
    partition(asked, value) {
      const wanted = identityOf(value);
      const items =
        asked === schema
          ? [...(partitions.get(wanted)?.values() ?? [])]
          : everything().filter(
              (item) => isIn(asked, item) && partitionText(asked, item) === wanted,
            );
      return items.sort((left, right) => bySortKey(asked, schema, left, right));
    },
    all: (asked) =>
      inOrder(
        asked,
        schema,
        everything().filter((item) => isIn(asked, item)),
      ),
    orderOf: (asked, items) => inOrder(asked, schema, items),
    lastWrite: (key) => lastWrites.get(keyText(schema, key)),
    history(key) {
      const text = key && keyText(schema, key);
      return text ? writes.filter((write) => keyText(schema, write.key) === text) : [...writes];
    },
    get itemCount() {
      return everything().length;
    },
  };
}

function isIn(schema: KeySchema, item: Item): boolean {
  return attributesOf(schema).every(({ name, kind }) => item[name]?.[kind] !== undefined);
}

/** Index keys need not be unique: items that share one are ordered by the table's own key. */
function bySortKey(asked: KeySchema, own: KeySchema, left: Item, right: Item): number {
  const name = asked.sort?.name;
  const order =
    name === undefined
      ? 0
      : (compareValues(left[name] as AttributeValue, right[name] as AttributeValue) ?? 0);
  if (order !== 0 || asked === own) return order;
  return keyText(own, pickKey(own, left)) < keyText(own, pickKey(own, right)) ? -1 : 1;
}

function inOrder(asked: KeySchema, own: KeySchema, items: readonly Item[]): readonly Item[] {
  return items
    .map((item) => ({ item, place: scatter(partitionText(asked, item)) }))
    .sort((a, b) => a.place - b.place || bySortKey(asked, own, a.item, b.item))
    .map(({ item }) => item);
}

function partitionText(schema: KeySchema, item: Item): string {
  return identityOf(item[schema.partition.name] as AttributeValue);
}

/** Partitions lie in no order that a client may rely on (FNV-1a of the key). */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
