import type { Lease } from '@understudy/leases';

import type { ServiceDefinition } from '../services/service-definition.ts';

/**
 * A run journals something at least every half minute: a poll by its chunks, a step by its end, or
 * by the end of its last try. Minutes without are an execution whose invocations only die. With a
 * sweep each minute it is stopped within five.
 */
export const STUCK_AFTER_SECONDS = 200;

/** Why the execution that holds a lease is stuck; `undefined`: it gets on, or nothing says how. */
export function judgeOwner(
  { progress }: Pick<Lease, 'progress'>,
  { capacity, confirmWindow }: Pick<ServiceDefinition, 'capacity' | 'confirmWindow'>,
  nowMilliseconds: number,
): string | undefined {
  if (!progress) return undefined;
  // What it waits for without compute is no standstill.
  const longestWait = Math.max(capacity.everySeconds, confirmWindow.everySeconds);
  const silentSeconds = (nowMilliseconds - progress.atMilliseconds) / 1_000;
  if (silentSeconds <= STUCK_AFTER_SECONDS + longestWait) return undefined;
  return `its journal has not grown for ${Math.floor(silentSeconds)} s`;
}
