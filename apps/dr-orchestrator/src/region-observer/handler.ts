import { systemClock } from '@understudy/clock';
import { createHandler, createLog } from '@understudy/lambda-middleware';

import { readObserverSettings } from '../settings/read-settings.ts';
import { createRecoveryWorld } from '../world/create-world.ts';
import { observeRegion, OBSERVER_TURN_SECONDS } from './observe-region.ts';

const log = createLog('region-observer');
const settings = readObserverSettings(log);
const world = createRecoveryWorld(settings, systemClock);

/** Every minute: the look, what was left, and the old region. */
export const main = createHandler({
  service: 'region-observer',
  clock: systemClock,
  log,
  parse: () => undefined,
  handle: (_input, { awsRequestId }) =>
    observeRegion(world, settings.role, {
      invocationId: awsRequestId,
      deadlineMilliseconds: systemClock.now() + OBSERVER_TURN_SECONDS * 1_000,
    }),
  measure: ({ outcome, reason }) => ({ outcome, reason }),
});
