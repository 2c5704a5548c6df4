import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import type { SensorReading } from '@understudy/leases';

import { within } from '../world/within.ts';

/** How long one sensor may take: all are asked at once, and the look must end within its minute. */
export const SENSOR_SECONDS = 5;

/**
 * Errors that are answers, but say nothing of whether anything serves: a wrong name, a missing
 * permission, a request too many. They must not look like the silence of a lost region.
 */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  'ClockSkew',
  'Forbidden',
  'NoCredentials',
  'NotFound',
  'Refused',
  'StoreForbidden',
  'StoreMissing',
  'StoreItemInvalid',
  'Throttled',
]);

/** Asks one sensor, for a bounded time; what it throws becomes its result. */
export async function askSensor(
  clock: Clock,
  sensor: string,
  ask: (signal: AbortSignal) => Promise<Omit<SensorReading, 'sensor'>>,
  /** The end of whoever looks: no call outlives it. */
  outer?: AbortSignal,
): Promise<SensorReading> {
  try {
    return { sensor, ...(await within(clock, SENSOR_SECONDS, ask, outer)) };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    const result = SAYS_NOTHING.has(code) ? 'not-asked' : 'no-answer';
    return { sensor, result, words: `${code}: ${message}` };
  }
}
