import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '@understudy/clock';
import * as z from 'zod';
import type { LockRecord } from './lock-rules.ts';
import { digestOf } from './table/digest.ts';
import { readItem } from './table/read-item.ts';
import { accessTable, type ItemKey, type TableAccess } from './table/table-access.ts';

/** A state of Terraform's, as it was seen last. */
export interface SeenState {
  readonly lineage: string;
  readonly serial: number;
}

export interface LockEntry {
  /** The call that has the state now, or had it last and did not clear up. */
  readonly record?: LockRecord;
  readonly seen?: SeenState;
}

/** Which state: of which plan, and where it is. */
export interface LockPlace {
  readonly plan: string;
  readonly statePath: string;
}

/** Records of who works on a state of Terraform's. Every write is conditional. */
export interface LockRecords {
  read(place: LockPlace): Promise<LockEntry>;
  /**
   * Writes down that this call begins, before it does: where nobody is on record, or in the place
   * of `replaced`, as it was judged. `false`: somebody else was quicker; read again.
   */
  begin(record: LockRecord, replaced?: LockRecord): Promise<boolean>;
  /** The call goes on until then. `false`: the record is not this call's any more. */
  renew(record: LockRecord, deadlineMilliseconds: number): Promise<boolean>;
  /** The lock's id, once it is known. */
  learn(record: LockRecord, lockId: string): Promise<boolean>;
  /** Nothing of the call is left: no process, no lock. */
  end(record: LockRecord): Promise<void>;
  /** No process is left, but the lock may be: the next call may remove it at once. */
  finish(record: LockRecord, finishedAtMilliseconds: number): Promise<void>;
  /** The newest state that was seen; an older one does not replace it. */
  saw(place: LockPlace, seen: SeenState): Promise<void>;
}

const seenSchema = z.object({ lineage: z.string(), serial: z.int().nonnegative() });

const recordSchema = z.object({
  call: z.string(),
  run: z.object({
    plan: z.string(),
    incident: z.string(),
    step: z.string(),
    owner: z.string(),
  }),
  statePath: z.string(),
  startedAtMilliseconds: z.number(),
  deadlineMilliseconds: z.number(),
  lockId: z.exactOptional(z.string()),
  finishedAtMilliseconds: z.exactOptional(z.number()),
});

const entrySchema = z.object({
  record: z.exactOptional(recordSchema),
  seen: z.exactOptional(seenSchema),
});

/** The records over one region's table. The clock is for the pauses between tries only. */
export function createLockRecords(options: {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly clock: Clock;
}): LockRecords {
  const table = accessTable(options);
  return {
    async read(place) {
      const key = lockAt(place);
      const item = await table.get(key);
      return item === undefined ? {} : readItem(entrySchema, key, item);
    },
    begin: (record, replaced) => begin(table, record, replaced),
    renew: (record, deadline) =>
      change(table, record, [[['record', 'deadlineMilliseconds'], deadline]]),
    learn: (record, lockId) => change(table, record, [[['record', 'lockId'], lockId]]),
    async end(record) {
      const condition = ownCall(record);
      await table.update(lockAt(placeOf(record)), { remove: ['record'] }, condition);
    },
    async finish(record, finishedAt) {
      await change(table, record, [[['record', 'finishedAtMilliseconds'], finishedAt]]);
    },
    saw: (place, seen) => saw(table, place, seen),
  };
}

async function begin(
  table: TableAccess,
  record: LockRecord,
  replaced: LockRecord | undefined,
): Promise<boolean> {
  const key = lockAt(placeOf(record));
  const conditions =
    replaced === undefined
      ? [{ path: 'record', present: false }]
      : [
          { path: ['record', 'call'], equals: replaced.call },
          // A call that renewed since it was judged is alive.
          { path: ['record', 'deadlineMilliseconds'], equals: replaced.deadlineMilliseconds },
        ];
  const answer = await table.update(key, { set: [['record', record]] }, conditions);
  if (answer.written) return true;
  // A repeat after a lost answer finds its own.
  const found = answer.found && readItem(entrySchema, key, answer.found).record;
  return found?.call === record.call;
}

async function change(
  table: TableAccess,
  record: LockRecord,
  set: readonly (readonly [path: readonly string[], value: unknown])[],
): Promise<boolean> {
  const answer = await table.update(lockAt(placeOf(record)), { set }, ownCall(record));
  return answer.written;
}

async function saw(table: TableAccess, place: LockPlace, seen: SeenState): Promise<void> {
  const key = lockAt(place);
  const first = await table.update(key, { set: [['seen', seen]] }, [
    { path: 'seen', present: false },
  ]);
  if (first.written) return;
  await table.update(key, { set: [['seen', seen]] }, [
    { path: ['seen', 'lineage'], equals: seen.lineage },
    { path: ['seen', 'serial'], atMost: seen.serial },
  ]);
}

function ownCall(record: LockRecord): readonly { path: readonly string[]; equals: string }[] {
  return [{ path: ['record', 'call'], equals: record.call }];
}

function placeOf({ run, statePath }: LockRecord): LockPlace {
  return { plan: run.plan, statePath };
}

/** The path of a state may be longer than a sort key: its digest stands for it. */
function lockAt({ plan, statePath }: LockPlace): ItemKey {
  return { pk: `plan#${plan}`, sk: `terraform-lock#${digestOf(statePath)}` };
}
