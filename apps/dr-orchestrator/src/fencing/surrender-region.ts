import type { LeaseKey, Surrender } from '@understudy/leases';

import type { Plan } from '../plan/plan.ts';
import { keysToSurrender, type OldRegion, type SurrenderedServices } from './old-region.ts';

/** Who says that the region surrenders, and in which order of what has been said. */
export type SurrenderOrder = Pick<Surrender, 'epoch' | 'term' | 'incident' | 'reason'> & {
  readonly atMilliseconds: number;
};

/**
 * Marks the plan and its services in the old region's table, the plan first: from then on the old
 * region's own functions refuse. A repeat finds its own markers.
 */
export async function markSurrendered(
  old: Pick<OldRegion, 'records'>,
  plan: Plan,
  services: SurrenderedServices,
  order: SurrenderOrder,
): Promise<readonly LeaseKey[]> {
  const keys = await keysToSurrender(old, plan, services);
  for (const key of keys) await old.records.surrender(markerOf(key, plan, order));
  return keys;
}

/** Takes the markers back, the plan last: until then the old region's copy goes on refusing. */
export async function withdrawMarkers(
  old: Pick<OldRegion, 'records'>,
  plan: Plan,
  services: SurrenderedServices,
  order: SurrenderOrder,
): Promise<readonly LeaseKey[]> {
  const keys = await keysToSurrender(old, plan, services);
  for (const key of keys.toReversed()) {
    await old.records.withdrawSurrender(markerOf(key, plan, order));
  }
  return keys;
}

function markerOf(key: LeaseKey, plan: Plan, order: SurrenderOrder): Surrender {
  return { key, plan: plan.name, toRegion: plan.regions.recovery, ...order };
}
