import { inThreads } from './in-threads.ts';
import type { Contender, StoriesAnswer, StoryEnd } from './run-stories.ts';

export interface Stories {
  readonly ends: readonly StoryEnd[];
  readonly processorMilliseconds: number;
}

/** The same seeds for one contender, side by side on all threads. */
export async function tellStories(
  root: string,
  contender: Contender,
  seeds: number,
): Promise<Stories> {
  const worker = new URL('./stories-worker.ts', import.meta.url);
  const answers = await inThreads<StoriesAnswer>(worker, { root, contender }, seeds);
  return {
    ends: answers.flatMap(({ ends }) => ends),
    processorMilliseconds: answers.reduce((sum, one) => sum + one.processorMilliseconds, 0),
  };
}
