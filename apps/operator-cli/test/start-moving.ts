import type { ChildProcess } from 'node:child_process';

import { finish, start, untilWritten, type Finished } from './command-line.ts';
import type { RunningSimulator } from './running-simulator.ts';

/** Looks that may hold the service when a run is ordered: an alarm's, and the one after it. */
const ORDERS_MAX = 4;

/**
 * A local run that has left its target group. An alarm's late look may hold the service just then:
 * the run joins that look and ends, as it should, and is ordered again.
 */
export async function startMoving(
  { env }: RunningSimulator,
  words: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly ended: Promise<Finished> }> {
  for (let left = ORDERS_MAX - 1; ; left -= 1) {
    const child = start(words, { env });
    const ended = finish(child);
    const seen = await untilWritten(
      child,
      /left prod-signaling-tg|is in no target group|joined \(run-under-way\)/,
    );
    if (!seen.includes('joined (') || left === 0) return { child, ended };
    await ended;
  }
}
