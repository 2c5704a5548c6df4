import type { StepScope } from '@understudy/workflow';

import type { Admission } from '../acting/admission.ts';
import type { Run } from '../acting/run.ts';
import { countServices } from '../services/catalog.ts';

/**
 * Takes a slot across services before anything is touched: a common cause that takes many of them
 * is a person's to judge. A share of all services, so that a large estate is not held by a small
 * number; they are counted only once the number that may always fail over is used up.
 */
export async function reserveSlot(run: Run, zone: string, scope: StepScope): Promise<Admission> {
  const { velocity } = run.session.world.settings;
  let limit = velocity.services;
  let slot = await reserve(run, zone, limit);
  if (!slot.granted) {
    limit = Math.max(limit, await shareOfAll(run, scope));
    if (limit > velocity.services) slot = await reserve(run, zone, limit);
  }
  const words = `${slot.taken} of ${limit} in ${velocity.windowSeconds / 60} minutes, ${slot.inZone} in ${zone}`;
  return { granted: slot.granted, words };
}

function reserve(
  run: Run,
  zone: string,
  limit: number,
): Promise<{ readonly granted: boolean; readonly taken: number; readonly inZone: number }> {
  const { world } = run.session;
  const { windowSeconds, zoneServices } = world.settings.velocity;
  return world.store.reserveVelocity({
    incidentId: run.incidentId,
    zone,
    nowMilliseconds: world.clock.now(),
    windowSeconds,
    limit,
    zoneLimit: zoneServices,
  });
}

/** Unknown counts as few: fewer then fail over without a person. */
async function shareOfAll(run: Run, scope: StepScope): Promise<number> {
  const { ec2, settings } = run.session.world;
  const services = await countServices(ec2, settings.configuredServices, scope).catch(() => 0);
  return Math.ceil((services * settings.velocity.percent) / 100);
}
