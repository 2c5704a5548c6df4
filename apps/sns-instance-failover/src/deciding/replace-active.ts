import type { Judgement } from './decision.ts';
import type { Question } from './question.ts';
import type { Diagnosis } from './diagnosis.ts';

/** The side in charge has failed: the standby takes over, if it can and may. */
export function replaceActive(question: Question, { code, sentence }: Diagnosis): Judgement {
  const { service, viability } = question;
  if (viability.viable) return { action: 'fail-over', reason: code, sentence };
  // Ping-pong: a suspect is better than nothing, and worse than anything that still serves.
  if (viability.suspectOnly && servesNothing(question)) {
    return {
      action: 'fail-over',
      reason: code,
      sentence: `${sentence}; the standby is suspect, but nothing else serves`,
    };
  }
  return {
    action: 'ask',
    reason: viability.suspectOnly ? 'standby-suspect' : 'standby-not-viable',
    sentence: `${sentence}, but the standby cannot take over: ${viability.failed}`,
    next: viability.suspectOnly
      ? `understudy accept ${service.name}, when the cause is known to be gone`
      : 'repair the standby; the next look acts by itself',
  };
}

/** Nothing of this service can serve now: the active member does not even run. */
function servesNothing({ looks, state }: Question): boolean {
  return looks.at(-1)?.members[state.active].instance?.state !== 'running';
}
