import { Worker } from 'node:worker_threads';

import { TerminalError } from '@understudy/errors';

import type { Contender, StoriesAnswer, StoriesRequest, StoryEnd } from './run-stories.ts';

/** The machine that this must fit has two cores. */
const THREADS = 2;

export interface Stories {
  readonly ends: readonly StoryEnd[];
  readonly processorMilliseconds: number;
}

/** The same seeds for one contender, side by side on two threads. */
export async function tellStories(
  root: string,
  contender: Contender,
  seeds: number,
): Promise<Stories> {
  const size = Math.ceil(seeds / THREADS);
  const answers = await Promise.all(
    Array.from({ length: THREADS }, (_, thread) =>
      inThread({
        root,
        contender,
        fromSeed: thread * size,
        toSeed: Math.min(seeds, (thread + 1) * size),
      }),
    ),
  );
  return {
    ends: answers.flatMap(({ ends }) => ends),
    processorMilliseconds: answers.reduce((sum, one) => sum + one.processorMilliseconds, 0),
  };
}

function inThread(workerData: StoriesRequest): Promise<StoriesAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./stories-worker.ts', import.meta.url), { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(
        new TerminalError('ThreadEnded', `expected an answer, found the thread's end with ${code}`),
      ),
    );
  });
}
