import type { OperatorWorld } from '../dependencies.ts';
import { formatDuration } from '../output/seconds.ts';
import { renderEntry } from '../telling/describe-incident.ts';
import type { Follower } from '../world/follow.ts';
import type { CommandContext } from './command-spec.ts';

/** The live timeline of whatever is followed. */
export function createFollower(
  context: CommandContext,
  world: OperatorWorld,
  what: string,
): Follower {
  const { output, real, signal } = context;
  const begun = world.clock.now();
  let opened: number | undefined;
  let hasWaited = false;
  return {
    world,
    real,
    signal,
    onEntry(entry, incident) {
      opened ??= incident?.openedAtMilliseconds ?? begun;
      renderEntry(output, entry, opened);
    },
    onWait() {
      // On a pipe every line stays: once is enough.
      if (output.moves || !hasWaited) {
        output.progress(`${what}: ${formatDuration(world.clock.now() - begun)} …`);
      }
      hasWaited = true;
    },
  };
}
