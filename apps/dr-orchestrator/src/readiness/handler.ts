import { systemClock } from '@understudy/clock';
import { createHandler, createLog } from '@understudy/lambda-middleware';

import { readRecoverySettings } from '../settings/read-settings.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { createRecoveryWorld } from '../world/create-world.ts';
import { createPrerequisiteReads } from './create-reads.ts';
import { recordReadiness } from './record-readiness.ts';

const log = createLog('readiness');
const settings = readRecoverySettings(log);
const world = createRecoveryWorld(settings, systemClock);
const reads = createPrerequisiteReads({ region: settings.plan.regions.recovery });

/** Every quarter of an hour, in both regions: would a recovery go through tonight? */
export const main = createHandler({
  service: 'readiness',
  clock: systemClock,
  log,
  parse: () => undefined,
  handle: () => recordReadiness(world, STEP_KINDS, reads),
  measure: ({ state }) => ({ outcome: state, ready: state === 'green' ? 1 : 0 }),
});
