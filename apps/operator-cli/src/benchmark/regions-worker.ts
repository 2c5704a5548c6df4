import { parentPort, workerData } from 'node:worker_threads';

import { runRegions, type RegionsRequest } from './run-regions.ts';

// One thread of the lost regions: its seeds, its worlds.
parentPort?.postMessage(await runRegions(workerData as RegionsRequest));
