import { sleepOn, type Cancel, type Scheduler } from './clock.ts';

/** Time that moves only when it is told to, from event to event, in a fixed order. */
export interface VirtualClock extends Scheduler {
  /** Runs the next event; false when there is none. Settles what the event set off. */
  step(): Promise<boolean>;
  /** Runs events until the condition holds. False when the limit or the last event came first. */
  runUntil(condition: () => boolean, limitMilliseconds: number): Promise<boolean>;
  /** Runs all events up to this time, and leaves the clock there. */
  advanceTo(milliseconds: number): Promise<void>;
  /** How many events are still to come. */
  pending(): number;
}

interface ScheduledEvent {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** Whether time stands still unless it is told to move: real processes cannot be waited for then. */
export function isVirtualClock(clock: Scheduler): clock is VirtualClock {
  return 'advanceTo' in clock;
}

/**
 * How many turns of the event loop are given to promises between two events. One is enough for
 * chains of promises; code that hops through `setImmediate` (the durable SDK's checkpoint queue,
 * streams) needs one for each hop. More costs only microseconds; too few would reorder a story.
 */
const SETTLING_TURNS = 12;

export interface VirtualClockOptions {
  /**
   * Turns of the event loop between two events. Default: enough for code that hops through
   * `setImmediate`; 1 is enough where hardly more than promises run. With 0 only promises are
   * awaited, all of them: for simulations that run thousands of worlds from source.
   */
  readonly settlingTurns?: number;
}

/** A virtual clock that starts at `startMilliseconds`. */
export function createVirtualClock(
  startMilliseconds: number,
  { settlingTurns = SETTLING_TURNS }: VirtualClockOptions = {},
): VirtualClock {
  let current = startMilliseconds;
  let nextOrder = 0;
  const queue: ScheduledEvent[] = [];

  function schedule(atMilliseconds: number, task: () => void): Cancel {
    const event = { at: Math.max(atMilliseconds, current), order: nextOrder++, task };
    insertInOrder(queue, event);
    return () => {
      const index = queue.indexOf(event);
      if (index >= 0) queue.splice(index, 1);
    };
  }

  async function step(): Promise<boolean> {
    await settle(settlingTurns);
    return next();
  }

  /** After a settling: nothing that was set off before is still on its way. */
  async function next(): Promise<boolean> {
    const event = queue.shift();
    if (!event) return false;
    current = event.at;
    event.task();
    await settle(settlingTurns);
    return true;
  }

  async function runUntil(condition: () => boolean, limitMilliseconds: number): Promise<boolean> {
    const deadline = current + limitMilliseconds;
    await settle(settlingTurns);
    while (!condition()) {
      const first = queue[0];
      // Without events nothing virtual is to come: whoever waits waits for something real.
      if (!first) return false;
      if (first.at > deadline) {
        current = deadline;
        return false;
      }
      await next();
    }
    return true;
  }

  async function advanceTo(milliseconds: number): Promise<void> {
    await settle(settlingTurns);
    for (let first = queue[0]; first && first.at <= milliseconds; first = queue[0]) await next();
    current = Math.max(current, milliseconds);
  }

  const clock: VirtualClock = {
    now: () => current,
    schedule,
    sleep: (milliseconds, signal) => sleepOn(clock, milliseconds, signal),
    step,
    runUntil,
    advanceTo,
    pending: () => queue.length,
  };
  return clock;
}

/** Keeps the queue sorted by time, then by order of arrival, by binary search. */
function insertInOrder(queue: ScheduledEvent[], event: ScheduledEvent): void {
  let low = 0;
  let high = queue.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = queue[middle];
    if (other && other.at <= event.at) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, event);
}

/**
 * Events after which the event loop has a real turn all the same: timers and other worlds' messages
 * would wait for the end of a story otherwise.
 */
const EVENTS_PER_TURN = 512;

let settledWithoutTurn = 0;

async function settle(turns: number): Promise<void> {
  if (turns === 0 && ++settledWithoutTurn % EVENTS_PER_TURN !== 0) {
    // Node runs this after the last promise that can go on, and without a turn of the event loop.
    return new Promise<void>((resolve) => process.nextTick(resolve));
  }
  if (turns === 0) return new Promise<void>((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < turns; turn++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
