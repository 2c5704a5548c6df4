import { Worker } from 'node:worker_threads';

import { TerminalError } from '@understudy/errors';

/** The machine that this must fit has two cores. */
const THREADS = 2;

/** A share of what is numbered: from the first, up to but not the last. */
export interface Share {
  readonly fromSeed: number;
  readonly toSeed: number;
}

/** The same seeds on all threads of the machine: each gets its share, and answers once. */
export async function inThreads<Answer>(
  worker: URL,
  request: object,
  seeds: number,
): Promise<readonly Answer[]> {
  const size = Math.ceil(seeds / THREADS);
  const shares = Array.from({ length: THREADS }, (_, thread): Share => {
    const toSeed = Math.min(seeds, (thread + 1) * size);
    return { fromSeed: Math.min(seeds, thread * size), toSeed };
  });
  return Promise.all(shares.map((share) => inThread<Answer>(worker, { ...request, ...share })));
}

function inThread<Answer>(script: URL, workerData: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(
        new TerminalError('ThreadEnded', `expected an answer, found the thread's end with ${code}`),
      ),
    );
  });
}
