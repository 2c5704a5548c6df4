import { otherRole } from '../services/service-definition.ts';
import type { Decision } from './decision.ts';
import type { Question } from './decide-failover.ts';
import type { Diagnosis } from './diagnosis.ts';

/** Why a trigger was no reason, when the service is as it should be. */
export function judgeTrigger(
  question: Question,
  diagnosis: Diagnosis,
): Pick<Decision, 'action' | 'reason' | 'sentence'> {
  const { trigger, looks, state, service } = question;
  const last = looks[looks.length - 1] ?? looks[0];
  if (trigger.kind !== 'alarm') {
    return { action: 'ignore', reason: 'as-it-should-be', sentence: diagnosis.sentence };
  }
  const watched = trigger.dimensions['InstanceId'];
  const activeId = last.members[state.active].instance?.id;
  const standby = otherRole(state.active);
  if (watched !== undefined && watched === last.members[standby].instance?.id) {
    return {
      action: 'ignore',
      reason: 'standby-alarm',
      sentence: `${trigger.alarmName} watches ${watched}, which is not in charge`,
    };
  }
  if (watched !== undefined && watched !== activeId) {
    return {
      action: 'ignore',
      reason: 'stale-alarm',
      sentence: `${trigger.alarmName} watches ${watched}, which is no member any more`,
    };
  }
  if (watched === undefined && trigger.alarmName === `${service.memberNames[standby]}-health`) {
    return {
      action: 'ignore',
      reason: 'standby-alarm',
      sentence: `${trigger.alarmName} watches the ${standby}, which is not in charge`,
    };
  }
  const now = last.alarms.known
    ? last.alarms.value.find(({ name }) => name === trigger.alarmName)
    : undefined;
  if (now?.state === 'OK') {
    return {
      action: 'ignore',
      reason: 'recovered',
      sentence: `${trigger.alarmName} is OK again, and ${diagnosis.sentence}`,
    };
  }
  return {
    action: 'hold',
    reason: 'alarm-without-symptom',
    sentence: `${trigger.alarmName} says ${trigger.state}, but ${diagnosis.sentence}`,
  };
}
