import type { Clock } from '@understudy/clock';
import { TerminalError, toErrorRecord } from '@understudy/errors';
import type { SensorReading } from '@understudy/leases';

/** How long one sensor may take: all are asked at once, and the look must end within its minute. */
export const SENSOR_SECONDS = 10;

/**
 * Errors that are answers, but say nothing of whether anything serves: a wrong name, a missing
 * permission, a bucket that is empty. They must not look like the silence of a lost region.
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

const ENDED = new TerminalError('LookEnded', 'the look has ended, and with it all its calls');

/** Asks one sensor, for a bounded time; what it throws becomes its result. */
export async function askSensor(
  clock: Clock,
  sensor: string,
  ask: (signal: AbortSignal) => Promise<Omit<SensorReading, 'sensor'>>,
): Promise<SensorReading> {
  const work = new AbortController();
  const timer = new AbortController();
  const silence = clock.sleep(SENSOR_SECONDS * 1_000, timer.signal).then(
    (): Omit<SensorReading, 'sensor'> => ({
      result: 'no-answer',
      words: `no answer within ${SENSOR_SECONDS} s`,
    }),
    () => undefined,
  );
  const asked = ask(work.signal).catch(resultOf);
  try {
    const first = await Promise.race([asked, silence]);
    return { sensor, ...(first ?? (await asked)) };
  } finally {
    timer.abort(ENDED);
    work.abort(ENDED);
  }
}

function resultOf(thrown: unknown): Omit<SensorReading, 'sensor'> {
  const { code, message } = toErrorRecord(thrown);
  const words = `${code}: ${message}`;
  return { result: SAYS_NOTHING.has(code) ? 'not-asked' : 'no-answer', words };
}
