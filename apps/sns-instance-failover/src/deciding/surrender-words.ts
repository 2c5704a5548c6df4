import type { Surrender } from '@understudy/leases';

/** Why nothing here is changed: a plan moved this region's work to another one. */
export function surrenderWords(service: string, surrender: Surrender): string {
  const { plan, epoch, toRegion, incident } = surrender;
  return (
    `${service} is not this region's to change: plan ${plan} surrendered it to ${toRegion} at ` +
    `epoch ${epoch} (incident ${incident}). Ask there: understudy status dr.`
  );
}
