import { parentPort, workerData } from 'node:worker_threads';

import { runStories, type StoriesRequest } from './run-stories.ts';

// One thread of the comparison: its seeds, its worlds.
parentPort?.postMessage(await runStories(workerData as StoriesRequest));
