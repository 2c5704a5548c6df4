import { INCIDENT_KEPT_DAYS } from '../limits.ts';
import { EXPIRY_ATTRIBUTE } from '../table-definition.ts';

const DAY_SECONDS = 86_400;

/** When the table may drop an item: the attribute that its expiry reads, in epoch seconds. */
export function expiryAfter(atMilliseconds: number): Readonly<Record<string, number>> {
  const seconds = Math.ceil(atMilliseconds / 1_000) + INCIDENT_KEPT_DAYS * DAY_SECONDS;
  return { [EXPIRY_ATTRIBUTE]: seconds };
}
