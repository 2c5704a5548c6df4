import { toldStep, type Run } from '../acting/run.ts';

/**
 * Takes a slot across services before anything is touched: a common cause that takes many of them
 * is a person's to judge. A share of all services, so that a large estate is not held by a small
 * number.
 */
export function reserveSlot(
  run: Run,
  zone: string,
  services: number,
): Promise<{ readonly granted: boolean; readonly words: string }> {
  const { world } = run.session;
  const { velocity } = world.settings;
  const share = Math.ceil((services * velocity.percent) / 100);
  const limit = Math.max(velocity.services, share);
  return toldStep(run, 'velocity', async () => {
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
