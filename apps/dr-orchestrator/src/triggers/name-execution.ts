import { createHash } from 'node:crypto';

import type { Trigger } from './trigger.ts';

/** Characters of the hash: two messages of one plan never share 64 bits. */
const HASH_CHARACTERS = 16;

/**
 * The execution of a message: a hash of what the message itself says, never of our state, so that
 * a message that is delivered twice is "already started" (design, section 5).
 */
export function nameExecution(plan: string, trigger: Trigger, rehearse: boolean): string {
  const hash = hashOf(plan, trigger);
  return `${plan}-${rehearse ? 'rehearsal-' : ''}${hash}`;
}

/** The incident that this message would open. */
export function nameIncident(plan: string, trigger: Trigger): string {
  return `dr-${plan}-${hashOf(plan, trigger)}`;
}

function hashOf(plan: string, trigger: Trigger): string {
  return createHash('sha256')
    .update(JSON.stringify([plan, ...identityOf(trigger)]))
    .digest('hex')
    .slice(0, HASH_CHARACTERS);
}

function identityOf(trigger: Trigger): readonly (string | number)[] {
  switch (trigger.kind) {
    case 'alarm':
      return ['alarm', trigger.alarmArn, trigger.changedAtMilliseconds];
    case 'request':
      return ['request', trigger.messageId];
    case 'observer':
      // One execution for each minute of one reason: the observer's own rhythm.
      return ['observer', trigger.why, Math.floor(trigger.atMilliseconds / 60_000)];
    case 'order':
      return ['order', trigger.messageId];
  }
}
