import { JOINED_KEPT_MAX, JOINED_TRIGGER_BYTES_MAX } from '../limits.ts';
import type { OpenRequest } from '../store.ts';
import { boundedText, requireSize } from '../table/bounded-data.ts';
import { digestOf } from '../table/digest.ts';
import type { TableAccess } from '../table/table-access.ts';
import { stateAt } from '../table/table-keys.ts';
import type { Condition } from '../table/write-expressions.ts';

/** Half of a joined trigger's bytes, so that an order still fits beside it. */
const WHAT_BYTES_MAX = JOINED_TRIGGER_BYTES_MAX / 2;

/**
 * Adds a trigger to the open incident, if it is still the open one. The trigger's own content is
 * its key: given again after a lost answer it is found. `full`: an order, and no room to keep it.
 */
export async function joinIncident(
  table: TableAccess,
  incidentId: string,
  request: OpenRequest,
): Promise<'joined' | 'changed' | 'full'> {
  const { key, trigger, nowMilliseconds } = request;
  const joined = { ...trigger, what: boundedText(trigger.what, WHAT_BYTES_MAX) };
  requireSize('a trigger with its order', joined, JOINED_TRIGGER_BYTES_MAX);
  const path = ['joined', digestOf(joined)];
  const sameIncident: Condition = { path: 'openIncident', equals: incidentId };
  const kept = await table.update(
    stateAt(key),
    {
      set: [[path, { ...joined, atMilliseconds: nowMilliseconds }]],
      add: [['joinedCount', 1]],
    },
    [sameIncident, { path, present: false }, { path: 'joinedCount', atMost: JOINED_KEPT_MAX - 1 }],
  );
  if (kept.written) return 'joined';
  if (kept.found?.['openIncident'] !== incidentId) return 'changed';
  if (hasJoined(kept.found['joined'], path[1])) return 'joined';
  if (trigger.order !== undefined) return 'full';
  const counted = await table.update(stateAt(key), { add: [['joinedCount', 1]] }, [sameIncident]);
  return counted.written ? 'joined' : 'changed';
}

function hasJoined(joined: unknown, digest: string | undefined): boolean {
  return typeof joined === 'object' && joined !== null && digest !== undefined && digest in joined;
}
