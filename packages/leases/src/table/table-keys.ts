import type { LeaseKey } from '../model.ts';
import type { ItemKey } from './table-access.ts';

export function leaseAt(key: LeaseKey): ItemKey {
  return { pk: key, sk: 'lease' };
}

export function stateAt(key: LeaseKey): ItemKey {
  return { pk: key, sk: 'state' };
}

export function armingAt(key: LeaseKey): ItemKey {
  return { pk: key, sk: 'arming' };
}

/** That this region is no longer in charge of it: read with the record, written by the other region. */
export function surrenderedAt(key: LeaseKey): ItemKey {
  return { pk: key, sk: 'surrendered' };
}

/** What a plan's incident has done, beside the plan's lease and state. */
export function planAt(key: LeaseKey): ItemKey {
  return { pk: key, sk: 'plan' };
}

/** What the guard of a plan's old region has seen and done. */
export function guardAt(plan: string): ItemKey {
  return { pk: `guard#${plan}`, sk: 'seen' };
}

/** What each region last found of a plan's readiness, by region. */
export function readinessOf(plan: string): string {
  return `readiness#${plan}`;
}

/** The partition that names every service and plan: a listing must not scan 400 days of incidents. */
export const DIRECTORY = 'directory';

export function directoryAt(key: LeaseKey): ItemKey {
  return { pk: DIRECTORY, sk: key };
}

export function headAt(incidentId: string): ItemKey {
  return { pk: `incident#${incidentId}`, sk: 'head' };
}

/** Sort keys of timeline entries begin so; digits follow. */
export const TIMELINE_FROM = 'timeline#';
export const TIMELINE_TO = 'timeline#~';

export function timelineAt(
  incidentId: string,
  entry: { readonly atMilliseconds: number; readonly index: number; readonly digest: string },
): ItemKey {
  const index = String(entry.index).padStart(4, '0');
  const sk = `${TIMELINE_FROM}${sortableTime(entry.atMilliseconds)}#${index}#${entry.digest}`;
  return { pk: `incident#${incidentId}`, sk };
}

export function historyOf(key: LeaseKey): string {
  return `history#${key}`;
}

/** Points from a service to one of its incidents, newest last. */
export function historyAt(key: LeaseKey, openedAtMilliseconds: number, id: string): ItemKey {
  return { pk: historyOf(key), sk: `${sortableTime(openedAtMilliseconds)}#${id}` };
}

export const VELOCITY_AT: ItemKey = { pk: 'velocity', sk: 'window' };

/** Epoch milliseconds in as many digits as serve until the year 5138: text that sorts as time. */
function sortableTime(milliseconds: number): string {
  return String(Math.max(0, Math.floor(milliseconds))).padStart(14, '0');
}
