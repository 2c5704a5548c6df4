import type { ActOutcome } from '../acting/act-outcome.ts';
import type { FailoverWorld } from '../acting/failover-world.ts';

/** Whom a message to people is about. */
export interface NotificationSubject {
  readonly service: string;
  readonly incidentId: string;
}

/**
 * Tells people through the outgoing topic: the sentence, and the one next command. False where there
 * is no topic: then nobody has heard it, and the next look tells.
 */
export async function notify(
  world: Pick<FailoverWorld, 'publisher' | 'settings'>,
  { service, incidentId }: NotificationSubject,
  outcome: ActOutcome,
): Promise<boolean> {
  const { name, reason, sentence, next = `understudy why ${incidentId}` } = outcome;
  const { notificationTopicArn: topic, log } = world.settings;
  log.info('A person is told', { service, incident: incidentId, outcome: name, reason });
  if (topic === undefined) return false;
  const message = { service, incident: incidentId, outcome: name, reason, sentence, next };
  const subject = `${service}: ${name}: ${reason}`;
  await world.publisher.publish(topic, subject, JSON.stringify(message));
  return true;
}
