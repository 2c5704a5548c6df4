import { VELOCITY_TRIES_MAX } from '../limits.ts';
import type { VelocityRequest } from '../store.ts';
import type { PlainItem } from '../table/attribute-values.ts';
import { velocityItemSchema } from '../table/item-schemas.ts';
import { readItem } from '../table/read-item.ts';
import { contended } from '../table/store-errors.ts';
import type { TableAccess } from '../table/table-access.ts';
import { VELOCITY_AT } from '../table/table-keys.ts';
import type { Condition } from '../table/write-expressions.ts';
import { judgeVelocity, liveSlots, type VelocitySlot } from '../velocity-rules.ts';

interface VelocityWindow {
  readonly version: number;
  readonly slots: readonly VelocitySlot[];
}

/** Takes a slot of the window, on the condition that nobody changed it since it was judged. */
export async function reserveVelocity(
  table: TableAccess,
  request: VelocityRequest,
): Promise<{ readonly granted: boolean; readonly taken: number; readonly inZone: number }> {
  for (let attempt = 0; attempt < VELOCITY_TRIES_MAX; attempt++) {
    const window = toWindow(await table.get(VELOCITY_AT));
    const { slots, version } = window;
    const { granted, alreadyHeld, taken, inZone } = judgeVelocity({ ...request, slots });
    if (!granted || alreadyHeld) return { granted, taken, inZone };
    const { incidentId, zone, nowMilliseconds, windowSeconds } = request;
    const live = liveSlots(slots, nowMilliseconds, windowSeconds);
    const own = { incidentId, zone, atMilliseconds: nowMilliseconds };
    if (await saveWindow(table, { version, slots: [...live, own] })) {
      return { granted, taken, inZone };
    }
    await table.pause(Math.min(attempt, LONGEST_PAUSE_ATTEMPT), `${incidentId} ${attempt}`);
  }
  throw contended('reserveVelocity', table.name, VELOCITY_TRIES_MAX);
}

/** Pauses grow to about 30 ms only: a slot is on the path of a failover. */
const LONGEST_PAUSE_ATTEMPT = 3;

/** Gives the slot back, if there is one. */
export async function returnVelocity(table: TableAccess, incidentId: string): Promise<void> {
  for (let attempt = 0; attempt < VELOCITY_TRIES_MAX; attempt++) {
    const { version, slots } = toWindow(await table.get(VELOCITY_AT));
    const others = slots.filter((slot) => slot.incidentId !== incidentId);
    if (others.length === slots.length) return;
    if (await saveWindow(table, { version, slots: others })) return;
    await table.pause(Math.min(attempt, LONGEST_PAUSE_ATTEMPT), `${incidentId} ${attempt}`);
  }
  throw contended('returnVelocity', table.name, VELOCITY_TRIES_MAX);
}

async function saveWindow(table: TableAccess, window: VelocityWindow): Promise<boolean> {
  const slots = Object.fromEntries(
    window.slots.map(({ incidentId, zone, atMilliseconds }) => [
      incidentId,
      { zone, atMilliseconds },
    ]),
  );
  const asRead: Condition =
    window.version === 0
      ? { path: 'version', present: false }
      : { path: 'version', equals: window.version };
  const change = { set: [['slots', slots] as const, ['version', window.version + 1] as const] };
  return (await table.update(VELOCITY_AT, change, [asRead])).written;
}

function toWindow(item: PlainItem | undefined): VelocityWindow {
  if (item === undefined) return { version: 0, slots: [] };
  const { version, slots } = readItem(velocityItemSchema, VELOCITY_AT, item);
  return {
    version,
    slots: Object.entries(slots).map(([incidentId, slot]) => ({ incidentId, ...slot })),
  };
}
