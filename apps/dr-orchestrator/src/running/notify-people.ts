import { toErrorRecord } from '@understudy/errors';
import type { Incident, OutcomeName } from '@understudy/leases';

import type { RecoveryWorld } from '../world/recovery-world.ts';

export interface Outcome {
  readonly name: OutcomeName;
  readonly reason: string;
  readonly sentence: string;
  readonly next?: string;
}

/** When people last heard this of an incident: at the end of a run, or when they were asked. */
export function lastTold(
  incident: Pick<Incident, 'told' | 'approval'> | undefined,
  { name, reason }: Pick<Outcome, 'name' | 'reason'>,
): Incident['told'] {
  const { told, approval } = incident ?? {};
  const outcome = `${name}: ${reason}`;
  const asked = name === 'asked' && approval?.planHash.endsWith(`|${reason}`) === true;
  if (!asked || (told && told.atMilliseconds > approval.askedAtMilliseconds)) return told;
  return { atMilliseconds: approval.askedAtMilliseconds, outcome };
}

/** Tells people through the outgoing topic. That it cannot be sent stops nothing; the log says so. */
export async function notifyPeople(
  world: Pick<RecoveryWorld, 'publisher' | 'settings'>,
  incidentId: string,
  outcome: Outcome,
): Promise<boolean> {
  const { plan, notificationTopicArn: topic, log } = world.settings;
  const { name, reason, sentence, next = `understudy why ${incidentId}` } = outcome;
  log.info('A person is told', { plan: plan.name, incident: incidentId, outcome: name, reason });
  if (topic === undefined) return false;
  const message = { plan: plan.name, incident: incidentId, outcome: name, reason, sentence, next };
  try {
    await world.publisher.publish(
      topic,
      `${plan.name}: ${name}: ${reason}`,
      JSON.stringify(message),
    );
    return true;
  } catch (thrown) {
    log.error('The notification could not be sent', {
      plan: plan.name,
      incident: incidentId,
      ...toErrorRecord(thrown),
    });
    return false;
  }
}
