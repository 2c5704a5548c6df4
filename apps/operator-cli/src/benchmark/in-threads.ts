import { Worker } from 'node:worker_threads';

import { TerminalError } from '@understudy/errors';

/** The machine that this must fit has two cores. */
const THREADS = 2;

/** A share of what is numbered: from the first, up to but not the last. */
export interface Share {
  readonly fromSeed: number;
  readonly toSeed: number;
}

/**
 * All seeds on all threads of the machine: a thread takes a share, answers once and ends; then the
 * next one takes the next share.
 */
export async function inThreads<Answer>(
  worker: URL,
  request: object,
  seeds: number,
  seedsPerThread = Math.max(1, Math.ceil(seeds / THREADS)),
): Promise<readonly Answer[]> {
  const shares = Array.from({ length: Math.ceil(seeds / seedsPerThread) }, (_, index): Share => {
    const fromSeed = index * seedsPerThread;
    return { fromSeed, toSeed: Math.min(seeds, fromSeed + seedsPerThread) };
  });
  const answers = new Map<number, Answer>();
  const left = shares.entries();
  const takeShares = async (): Promise<void> => {
    for (const [index, share] of left) {
      answers.set(index, await inThread<Answer>(worker, { ...request, ...share }));
    }
  };
  await Promise.all(Array.from({ length: THREADS }, takeShares));
  return shares.flatMap((_, index) => answers.get(index) ?? []);
}

function inThread<Answer>(script: URL, workerData: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData });
    let answered: { readonly answer: Answer } | undefined;
    worker.once('message', (answer: Answer) => {
      answered = { answer };
      void worker.terminate();
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (answered) return resolve(answered.answer);
      const sentence = `expected an answer, found the thread's end with ${code}`;
      reject(new TerminalError('ThreadEnded', sentence));
    });
  });
}
