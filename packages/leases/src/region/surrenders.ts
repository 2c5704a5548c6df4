import { orderOutdated } from '../lease-errors.ts';
import { CONTENTION_TRIES_MAX } from '../limits.ts';
import type { LeaseKey } from '../model.ts';
import { readItem } from '../table/read-item.ts';
import { contended } from '../table/store-errors.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import type { TableAccess } from '../table/table-access.ts';
import { surrenderedAt } from '../table/table-keys.ts';
import type { Condition } from '../table/write-expressions.ts';
import type { SurrenderRecord } from './region-model.ts';
import { surrenderItemSchema } from './region-schemas.ts';
import { decideSurrender } from './surrender-rules.ts';

export function toSurrender(
  key: LeaseKey,
  item: PlainItem | undefined,
): SurrenderRecord | undefined {
  return item && readItem(surrenderItemSchema, surrenderedAt(key), item);
}

export async function readSurrender(
  table: TableAccess,
  key: LeaseKey,
): Promise<SurrenderRecord | undefined> {
  return toSurrender(key, await table.get(surrenderedAt(key)));
}

/**
 * Writes a marker, or that it is withdrawn, unless something newer has been said. The region that
 * surrenders holds no lease of ours: order alone protects the item.
 */
export async function writeSurrender(
  table: TableAccess,
  wanted: SurrenderRecord,
): Promise<SurrenderRecord> {
  const at = surrenderedAt(wanted.key);
  for (let attempt = 0; attempt < CONTENTION_TRIES_MAX; attempt++) {
    const found = toSurrender(wanted.key, await table.get(at));
    const decision = decideSurrender(found, wanted);
    if (found && decision.action === 'done') return found;
    if (decision.action === 'refuse') {
      const expected = `nothing newer than epoch ${wanted.epoch}, term ${wanted.term}`;
      throw orderOutdated(`Marking ${wanted.key} as ${wanted.state}`, expected, decision.found);
    }
    const asRead: readonly Condition[] = found
      ? (['epoch', 'term', 'state'] as const).map((path) => ({ path, equals: found[path] }))
      : [{ path: 'epoch', present: false }];
    const answer = await table.update(at, { set: Object.entries(wanted) }, asRead);
    if (answer.written) return wanted;
    await table.pause(attempt, `${wanted.incident} ${wanted.key} ${wanted.state}`);
  }
  throw contended('writeSurrender', table.name, CONTENTION_TRIES_MAX);
}
