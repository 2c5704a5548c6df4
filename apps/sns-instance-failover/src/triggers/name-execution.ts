import { createHash } from 'node:crypto';

import type { Trigger } from './trigger.ts';

/** An execution's name, made of what the message itself says: the same message starts it once. */
export function nameExecution(service: string, trigger: Trigger, rehearse: boolean): string {
  const { prefix, said } = saidBy(trigger);
  const hash = createHash('sha256').update(`${service}\n${said}`).digest('hex').slice(0, 24);
  return `${rehearse ? 'rehearse' : prefix}-${service.slice(0, 24)}-${hash}`;
}

/** The incident's id is the execution's name's: short enough to be said on a telephone. */
export function nameIncident(service: string, trigger: Trigger): string {
  const { said } = saidBy(trigger);
  const hash = createHash('sha256').update(`${service}\n${said}`).digest('hex').slice(0, 6);
  const at = new Date(atOf(trigger)).toISOString().replace(/[-:]/g, '').slice(0, 13);
  return `${service}-${at.replace('T', '-')}-${hash}`;
}

function saidBy(trigger: Trigger): { readonly prefix: string; readonly said: string } {
  switch (trigger.kind) {
    case 'alarm':
      return { prefix: 'alarm', said: `${trigger.alarmArn}\n${trigger.changedAtMilliseconds}` };
    case 'instance-state':
      return {
        prefix: 'instance',
        said: `${trigger.instanceId}\n${trigger.state}\n${trigger.atMilliseconds}`,
      };
    case 'deviation':
      return {
        prefix: 'look',
        said: `${trigger.deviation}\n${Math.floor(trigger.atMilliseconds / 60_000)}`,
      };
    case 'request':
      return { prefix: 'request', said: trigger.messageId };
    case 'order':
      return { prefix: 'order', said: trigger.messageId };
  }
}

function atOf(trigger: Trigger): number {
  return trigger.kind === 'alarm' ? trigger.changedAtMilliseconds : trigger.atMilliseconds;
}
