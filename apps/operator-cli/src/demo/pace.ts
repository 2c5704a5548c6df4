import type { Clock, VirtualClock } from '@understudy/clock';

/** `max` does not sleep at all. */
export type Speed = number | 'max';

export interface PaceOptions {
  readonly clock: VirtualClock;
  /** The clock of whoever watches. */
  readonly real: Clock;
  /** How many times as fast as real time. */
  readonly speed: Speed;
  readonly limitMilliseconds: number;
  readonly signal: AbortSignal;
  /** Called after each slice. */
  readonly onSlice?: () => void;
}

/** Fine enough for the eye, coarse enough to cost nothing. */
const SLICE_REAL_MS = 50;

/**
 * Runs virtual events until the condition holds, with real sleeps between them. The events and
 * their times are the same at any speed: only the watching takes longer.
 */
export async function paceUntil(
  condition: () => boolean,
  { clock, real, speed, limitMilliseconds, signal, onSlice }: PaceOptions,
): Promise<boolean> {
  const start = clock.now();
  if (speed === 'max') {
    const met = await clock.runUntil(() => signal.aborted || condition(), limitMilliseconds);
    signal.throwIfAborted();
    return met;
  }
  const realStart = real.now();
  while (!condition()) {
    const elapsed = (real.now() - realStart) * speed;
    if (elapsed > limitMilliseconds) return false;
    const target = start + elapsed;
    if (target > clock.now()) {
      if (await clock.runUntil(condition, target - clock.now())) return true;
      await clock.advanceTo(target);
    }
    onSlice?.();
    await real.sleep(SLICE_REAL_MS, signal);
  }
  return true;
}
