import type {
  JoinedTrigger,
  Lease,
  LeaseKey,
  OpenIncident,
  ServiceRecord,
  ServiceState,
} from '../model.ts';
import { toSurrender } from '../region/surrenders.ts';
import { FREE_LEASE } from '../lease-rules.ts';
import { LISTING_PARALLEL } from '../limits.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import {
  armingItemSchema,
  directoryItemSchema,
  incidentPartSchema,
  knownStateSchema,
  leaseItemSchema,
} from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess } from '../table/table-access.ts';
import { armingAt, DIRECTORY, leaseAt, stateAt } from '../table/table-keys.ts';

/** All that the table says of one service, in one strongly consistent query. */
export async function readService(table: TableAccess, key: LeaseKey): Promise<ServiceRecord> {
  const items = await table.query({ pk: key });
  const find = (sk: string): PlainItem | undefined => items.find((item) => item['sk'] === sk);
  const stateItem = find('state');
  const armingItem = find('arming');
  const state = toState(key, stateItem);
  const openIncident = toOpenIncident(key, stateItem);
  const surrender = toSurrender(key, find('surrendered'));
  return {
    key,
    lease: toLease(key, find('lease')),
    ...(state === undefined ? {} : { state }),
    ...(openIncident === undefined ? {} : { openIncident }),
    ...(armingItem === undefined
      ? {}
      : { arming: readItem(armingItemSchema, armingAt(key), armingItem) }),
    ...(surrender?.state === 'surrendered' ? { surrendered: surrender } : {}),
  };
}

/** Every service and plan of the directory, each read by itself, some at a time. */
export async function listServices(table: TableAccess): Promise<readonly ServiceRecord[]> {
  const keys = await listKeys(table);
  const records: ServiceRecord[] = [];
  for (let start = 0; start < keys.length; start += LISTING_PARALLEL) {
    const some = keys.slice(start, start + LISTING_PARALLEL);
    records.push(...(await Promise.all(some.map((key) => readService(table, key)))));
  }
  return records;
}

export async function listKeys(table: TableAccess): Promise<readonly LeaseKey[]> {
  const items = await table.query({ pk: DIRECTORY });
  return items.map((item) => {
    const sk = String(item['sk']);
    return readItem(directoryItemSchema, { pk: DIRECTORY, sk }, item).sk;
  });
}

export function toLease(key: LeaseKey, item: PlainItem | undefined): Lease {
  return item === undefined ? FREE_LEASE : readItem(leaseItemSchema, leaseAt(key), item);
}

/** The item holds the open incident also while nothing is known of the service itself. */
export function toState(key: LeaseKey, item: PlainItem | undefined): ServiceState | undefined {
  if (item === undefined || !isKnown(item)) return undefined;
  const known = readItem(knownStateSchema, stateAt(key), item);
  const open = toOpenIncident(key, item);
  return {
    ...known,
    ...(open === undefined ? {} : { openIncident: open.id }),
    joined: open?.joined ?? [],
  };
}

export function toOpenIncident(
  key: LeaseKey,
  item: PlainItem | undefined,
): OpenIncident | undefined {
  if (item === undefined) return undefined;
  const part = readItem(incidentPartSchema, stateAt(key), item);
  if (part.openIncident === undefined) return undefined;
  const joined = Object.values(part.joined ?? {}).sort(byArrival);
  return { id: part.openIncident, joined, joinedCount: part.joinedCount ?? joined.length };
}

/** An item with any of its parts is taken as known: one that lacks others is then refused. */
function isKnown(item: PlainItem): boolean {
  return item['epoch'] !== undefined || item['active'] !== undefined;
}

function byArrival(a: JoinedTrigger, b: JoinedTrigger): number {
  return a.atMilliseconds - b.atMilliseconds;
}
