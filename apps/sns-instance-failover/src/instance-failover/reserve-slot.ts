import { toldStep, type Run } from '../acting/run.ts';
import { MANAGED_TAG } from '../services/catalog.ts';

/**
 * Takes a slot across services before anything is touched: a common cause that takes many of them
 * is a person's to judge. A share of all services, so that a large estate is not held by a small
 * number.
 */
export function reserveSlot(
  run: Run,
  zone: string,
): Promise<{ readonly granted: boolean; readonly words: string }> {
  const { world } = run.session;
  const { velocity, configuredServices } = world.settings;
  return toldStep(run, 'velocity', async (scope) => {
    const total =
      configuredServices.length > 0 ? configuredServices.length : await countServices(run, scope);
    const limit = Math.max(velocity.services, Math.ceil((total * velocity.percent) / 100));
    const slot = await world.store.reserveVelocity({
      incidentId: run.incidentId,
      zone,
      nowMilliseconds: world.clock.now(),
      windowSeconds: velocity.windowSeconds,
      limit,
      zoneLimit: velocity.zoneServices,
    });
    const words = `${slot.taken} of ${limit} in ${velocity.windowSeconds / 60} minutes, ${slot.inZone} in ${zone}`;
    return {
      value: { granted: slot.granted, words },
      sentence: slot.granted ? `Let through: ${words}.` : `Held back: ${words}.`,
    };
  });
}

/** Two members make a service. */
async function countServices(run: Run, scope: { readonly signal: AbortSignal }): Promise<number> {
  const instances = await run.session.world.ec2.describeInstances({ tag: MANAGED_TAG }, scope);
  const alive = instances.filter(({ state }) => state !== 'terminated');
  return Math.ceil(alive.length / 2);
}
