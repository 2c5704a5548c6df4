import type { Incident } from '@understudy/leases';

import type { RegionScene } from './region-scene.ts';

/** Outcomes that wait for a person, who was told the next step. */
const WITH_A_PERSON: ReadonlySet<string> = new Set(['asked', 'needs-operator']);

/**
 * What is not as it should be at a story's end: users are answered by the region that they are sent
 * to, with the plan's lease free, or an incident waits for a person and says what to do.
 */
export async function judgePlan(at: RegionScene): Promise<readonly string[]> {
  const { lease, openIncident, state } = await at.record();
  const open = (await at.incidents()).filter(isOpen);
  const words = open.map(incidentWords).join('; ') || 'no incident is open';
  // A run that waits for its answer holds the lease.
  if (open.some(waitsForPerson)) return [];
  if (lease.owner) return [`the lease is held by ${JSON.stringify(lease.owner)}; ${words}`];
  const region = servingRegion(at);
  const site = [at.konecta.primary, at.konecta.recovery].find((one) => one.region === region);
  const answer = site?.answer() ?? 'no-answer';
  if (answer !== 'ok') {
    return [`users are sent to ${region} and meet ${answer}; state ${state?.active}; ${words}`];
  }
  if (openIncident) return [`it serves, but ${words}`];
  return [];
}

/** Where most users are sent. */
function servingRegion({ konecta }: RegionScene): string {
  const shares = Object.entries(konecta.traffic.shares());
  const [most] = shares.sort(([, one], [, other]) => other - one);
  return most?.[0] ?? 'nowhere';
}

function isOpen({ closedAtMilliseconds }: Incident): boolean {
  return closedAtMilliseconds === undefined;
}

function waitsForPerson({ outcome }: Incident): boolean {
  return outcome !== undefined && WITH_A_PERSON.has(outcome.name) && outcome.next !== undefined;
}

function incidentWords({ id, outcome }: Incident): string {
  return `${id} is open: ${outcome?.name}, ${outcome?.reason}: ${outcome?.sentence}`;
}
