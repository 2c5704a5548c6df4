import { boundedText } from '../table/bounded-data.ts';
import { readItem } from '../table/read-item.ts';
import type { TableAccess } from '../table/table-access.ts';
import { guardAt } from '../table/table-keys.ts';
import type { Condition } from '../table/write-expressions.ts';
import type { GuardRecord } from './region-model.ts';
import { guardItemSchema } from './region-schemas.ts';

/** Words of one part. */
const WORDS_BYTES_MAX = 1_024;

export async function readGuard(
  table: TableAccess,
  plan: string,
): Promise<GuardRecord | undefined> {
  const item = await table.get(guardAt(plan));
  return item && readItem(guardItemSchema, guardAt(plan), item);
}

/**
 * What was seen now, unless somebody has seen more since: two guards of one minute, or one that
 * thawed, overwrite nothing newer. The answer says which of the two is in the table.
 */
export async function saveGuard(
  table: TableAccess,
  plan: string,
  record: GuardRecord,
): Promise<'saved' | 'newer-found'> {
  const parts = Object.fromEntries(
    Object.entries(record.parts).map(([part, seen]) => [
      part,
      { ...seen, words: boundedText(seen.words, WORDS_BYTES_MAX) },
    ]),
  );
  const known = await readGuard(table, plan);
  const newer =
    known &&
    (known.epoch > record.epoch ||
      (known.epoch === record.epoch && known.atMilliseconds > record.atMilliseconds));
  if (newer) return 'newer-found';
  const asRead: Condition = known
    ? { path: 'atMilliseconds', equals: known.atMilliseconds }
    : { path: 'atMilliseconds', present: false };
  const { returnedAtMilliseconds, fencedAtMilliseconds } = record;
  const change = {
    set: Object.entries({ ...record, parts }),
    remove: [
      ...(returnedAtMilliseconds === undefined ? ['returnedAtMilliseconds'] : []),
      ...(fencedAtMilliseconds === undefined ? ['fencedAtMilliseconds'] : []),
    ],
  };
  const answer = await table.update(guardAt(plan), change, [asRead]);
  return answer.written ? 'saved' : 'newer-found';
}
