import { sleepOn, type Cancel, type Clock, type Scheduler } from './clock.ts';

/** The longest delay that one timer of the platform can hold, in milliseconds. */
const TIMER_DELAY_MS_MAX = 2_147_483_647;

/** Real time that runs `speed` times as fast, from `startMilliseconds` on. */
export function createScaledClock(options: {
  speed: number;
  startMilliseconds: number;
}): Scheduler {
  const { speed, startMilliseconds } = options;
  const realStart = performance.now();
  const now = (): number => startMilliseconds + (performance.now() - realStart) * speed;

  /** A timer may come early by a part of a millisecond, or hold only a part of a long delay. */
  function schedule(atMilliseconds: number, task: () => void): Cancel {
    let timer = arm();
    function arm(): NodeJS.Timeout {
      const delay = Math.max(0, Math.ceil((atMilliseconds - now()) / speed));
      return setTimeout(onTime, Math.min(delay, TIMER_DELAY_MS_MAX));
    }
    function onTime(): void {
      if (now() >= atMilliseconds) task();
      else timer = arm();
    }
    return () => clearTimeout(timer);
  }

  const scheduler: Scheduler = {
    now,
    schedule,
    sleep: (milliseconds, signal) => sleepOn(scheduler, milliseconds, signal),
  };
  return scheduler;
}

/** The machine's own clock. */
export const systemClock: Clock & Scheduler = {
  now: () => Date.now(),
  schedule(atMilliseconds, task) {
    const delay = Math.max(0, atMilliseconds - Date.now());
    const timer = setTimeout(task, Math.min(delay, TIMER_DELAY_MS_MAX));
    return () => clearTimeout(timer);
  },
  sleep: (milliseconds, signal) => sleepOn(systemClock, milliseconds, signal),
};
