import type { Incident } from '@understudy/leases';
import type { JupiterService } from '@understudy/aws-simulator';

import type { Scene } from './scene.ts';

/** Outcomes that wait for a person, who was told the next step. */
const WITH_A_PERSON: ReadonlySet<string> = new Set(['asked', 'needs-operator']);

/**
 * What is not as it should be: each service is served by exactly the side that the table says, with
 * its lease free, or its incident waits for a person and says what to do.
 */
export async function judgeServices(at: Scene): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const service of Object.values(at.jupiter.services)) {
    const why = await judgeService(at, service);
    if (why !== undefined) problems.push(`${service.name}: ${why}`);
  }
  return problems;
}

async function judgeService(at: Scene, service: JupiterService): Promise<string | undefined> {
  const { state, lease, openIncident } = await at.record(service.name);
  if (lease.owner) return `its lease is held by ${JSON.stringify(lease.owner)}`;
  const incident = (await at.incidents(service.name)).find(({ id }) => id === openIncident?.id);
  if (waitsForPerson(incident)) return undefined;
  const routable = at.region.elbv2.routable(service.targetGroupName);
  const activeId = state?.active === 'backup' ? service.backupId : service.primaryId;
  if (routable.join() !== activeId) {
    return `expected traffic at the ${state?.active ?? 'unknown'} side (${activeId}), found ${routable.join() || 'none'}; ${incidentWords(incident)}`;
  }
  return incident ? `it serves, but ${incidentWords(incident)}` : undefined;
}

function waitsForPerson(incident: Incident | undefined): boolean {
  const outcome = incident?.outcome;
  return outcome !== undefined && WITH_A_PERSON.has(outcome.name) && outcome.next !== undefined;
}

function incidentWords(incident: Incident | undefined): string {
  if (!incident) return 'no incident is open';
  const { name, reason, sentence } = incident.outcome ?? {};
  return `${incident.id} is open: ${name}, ${reason}: ${sentence}`;
}
