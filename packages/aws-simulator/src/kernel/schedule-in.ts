import type { Cancel } from '@understudy/clock';

import type { World } from './world.ts';

/** Something of a region's own that is due later: while the region is lost it waits. */
export function scheduleIn(
  { clock, outages }: Pick<World, 'clock' | 'outages'>,
  region: string,
  milliseconds: number,
  task: () => void,
): Cancel {
  let isCancelled = false;
  const cancel = clock.schedule(clock.now() + milliseconds, () =>
    outages.when(
      () => outages.serves(region),
      () => {
        if (!isCancelled) task();
      },
    ),
  );
  return () => {
    isCancelled = true;
    cancel();
  };
}
