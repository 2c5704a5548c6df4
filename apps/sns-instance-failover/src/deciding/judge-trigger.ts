import type { AlarmFact } from '@understudy/aws-clients';

import { otherRole } from '../services/service-definition.ts';
import type { Judgement } from './decision.ts';
import type { Question } from './question.ts';
import type { Diagnosis } from './diagnosis.ts';

/** An alarm as a message or a look shows it. */
type Alarm = Pick<AlarmFact, 'name' | 'dimensions' | 'changedAtMilliseconds'>;

/**
 * The service is as it should be: why the trigger was no reason to act. By level, not by edge: what
 * the service's own alarms say now counts, whatever woke us, so that a hold stays one at each look
 * until the alarm is OK again.
 */
export function judgeTrigger(
  question: Question,
  diagnoses: readonly Diagnosis[],
  diagnosis: Diagnosis,
): Judgement {
  const { trigger } = question;
  const earlier = diagnoses.find(({ code }) => code !== 'healthy' && code !== 'target-initial');
  if (earlier) {
    const sentence = `${diagnosis.sentence}; ${earlier.sentence} a moment ago`;
    return { action: 'ignore', reason: 'recovered', sentence };
  }
  if (trigger.kind === 'alarm') {
    const stray = strayReason(question, { ...trigger, name: trigger.alarmName });
    if (stray) return { action: 'ignore', ...stray };
  }
  const ringing = ringingAlarm(question);
  if (ringing !== undefined) {
    return {
      action: 'hold',
      reason: 'alarm-without-symptom',
      sentence: `${ringing} says ALARM, but ${diagnosis.sentence}`,
    };
  }
  return trigger.kind === 'alarm'
    ? {
        action: 'ignore',
        reason: 'recovered',
        sentence: `${trigger.alarmName} is in ALARM no more, and ${diagnosis.sentence}`,
      }
    : { action: 'ignore', reason: 'as-it-should-be', sentence: diagnosis.sentence };
}

/** The name of an alarm that speaks of the side in charge, and is in ALARM now. */
function ringingAlarm(question: Question): string | undefined {
  const { trigger, looks } = question;
  const read = looks.findLast(({ alarms }) => alarms.known)?.alarms;
  const alarms = read?.known ? read.value : [];
  const ringing = alarms.find(
    (alarm) => alarm.state === 'ALARM' && strayReason(question, alarm) === undefined,
  );
  if (ringing) return ringing.name;
  // Silence is not OK: an alarm that cannot be read again stands as its message said it.
  if (trigger.kind !== 'alarm' || trigger.state !== 'ALARM') return undefined;
  const isRead = alarms.some(({ name }) => name === trigger.alarmName);
  return isRead ? undefined : trigger.alarmName;
}

/** Why an alarm says nothing of the side in charge; `undefined`: it does. */
function strayReason(
  { looks, state, service }: Question,
  { name, dimensions, changedAtMilliseconds }: Alarm,
): Pick<Judgement, 'reason' | 'sentence'> | undefined {
  const standby = otherRole(state.active);
  const members = looks.at(-1)?.members;
  const watched = dimensions['InstanceId'];
  const isStandby =
    watched === undefined
      ? name === `${service.memberNames[standby]}-health`
      : watched === members?.[standby].instance?.id;
  if (isStandby) {
    const sentence = `${name} watches ${watched ?? `the ${standby}`}, which is not in charge`;
    return { reason: 'standby-alarm', sentence };
  }
  if (watched !== undefined && watched !== members?.[state.active].instance?.id) {
    const sentence = `${name} watches ${watched}, which is no member any more`;
    return { reason: 'stale-alarm', sentence };
  }
  // The first state of a service (epoch 1) was found, not made: nothing was answered by it.
  const isOlder = (changedAtMilliseconds ?? Infinity) < state.lastChangeAtMilliseconds;
  if (state.epoch <= 1 || !isOlder) return undefined;
  const sentence = `${name} speaks of the time before the ${state.active} came in charge`;
  return { reason: 'stale-alarm', sentence };
}
