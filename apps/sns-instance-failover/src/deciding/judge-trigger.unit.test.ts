import type { AlarmFact } from '@understudy/aws-clients';

import { aLook, aService, aState, LOOK_AT, type Seen } from '../../test/looks.ts';
import type { AlarmTrigger, Trigger } from '../triggers/trigger.ts';
import { diagnoseService } from './diagnose-service.ts';
import { judgeTrigger } from './judge-trigger.ts';

const DEVIATION: Trigger = {
  kind: 'deviation',
  deviation: 'open-incident',
  atMilliseconds: LOOK_AT,
};
const RINGING: Partial<AlarmFact> = {
  state: 'ALARM',
  dimensions: { InstanceId: 'i-primary' },
  changedAtMilliseconds: LOOK_AT,
};

function alarm(changes: Partial<AlarmTrigger> = {}): AlarmTrigger {
  return {
    kind: 'alarm',
    alarmName: 'signaling-primary-health',
    alarmArn: 'arn:alarm',
    state: 'ALARM',
    reason: '',
    changedAtMilliseconds: LOOK_AT,
    dimensions: { InstanceId: 'i-primary' },
    ...changes,
  };
}

function judge(trigger: Trigger, looks: readonly Seen[], state = aState()) {
  const service = aService();
  const [first = aLook(), ...rest] = looks.map(aLook);
  const all = [first, ...rest] as const;
  const diagnoses = all.map((look) => diagnoseService(look, state, service));
  const viability = { viable: true, suspectOnly: false, parts: [], failed: '' };
  const question = { service, trigger, looks: all, state, viability, nowMilliseconds: LOOK_AT };
  const [diagnosis] = diagnoses.slice(-1);
  return diagnosis && judgeTrigger(question, diagnoses, diagnosis);
}

describe('judgeTrigger', () => {
  it.each<[string, Trigger, readonly Seen[], string, string]>([
    [
      'an alarm that still is one',
      alarm(),
      [{ alarms: [RINGING] }],
      'hold',
      'alarm-without-symptom',
    ],
    [
      'an alarm that is OK now',
      alarm(),
      [{ alarms: [{ ...RINGING, state: 'OK' }] }],
      'ignore',
      'recovered',
    ],
    [
      'an alarm without data now',
      alarm(),
      [{ alarms: [{ state: 'INSUFFICIENT_DATA' }] }],
      'ignore',
      'recovered',
    ],
    ['an alarm that cannot be read', alarm(), [{}], 'hold', 'alarm-without-symptom'],
    [
      'an alarm that no service lists',
      alarm({ alarmName: 'x' }),
      [{ alarms: [] }],
      'hold',
      'alarm-without-symptom',
    ],
    [
      "another alarm of the service's",
      DEVIATION,
      [{ alarms: [RINGING] }],
      'hold',
      'alarm-without-symptom',
    ],
    ['alarms that are all OK', DEVIATION, [{ alarms: [{}] }], 'ignore', 'as-it-should-be'],
    ['alarms that cannot be read', DEVIATION, [{}], 'ignore', 'as-it-should-be'],
    [
      "the standby's alarm",
      alarm({ dimensions: { InstanceId: 'i-backup' } }),
      [{}],
      'ignore',
      'standby-alarm',
    ],
    [
      "the standby's alarm by its name",
      alarm({ alarmName: 'signaling-backup-health', dimensions: {} }),
      [{}],
      'ignore',
      'standby-alarm',
    ],
    [
      "the standby's alarm, seen by a look",
      DEVIATION,
      [{ alarms: [{ ...RINGING, dimensions: { InstanceId: 'i-backup' } }] }],
      'ignore',
      'as-it-should-be',
    ],
    [
      'an alarm of no member',
      alarm({ dimensions: { InstanceId: 'i-old' } }),
      [{}],
      'ignore',
      'stale-alarm',
    ],
    [
      'a symptom that went away',
      alarm(),
      [{ primary: { targets: ['unhealthy'] }, alarms: [RINGING] }, {}],
      'ignore',
      'recovered',
    ],
    [
      'a target that has become healthy',
      DEVIATION,
      [{ primary: { targets: ['initial'] } }, {}],
      'ignore',
      'as-it-should-be',
    ],
    [
      'alarms that only the first look read',
      DEVIATION,
      [{ primary: { targets: ['initial'] }, alarms: [RINGING] }, {}],
      'hold',
      'alarm-without-symptom',
    ],
  ])('finds in %s', (_what, trigger, looks, action, reason) => {
    expect(judge(trigger, looks)).toMatchObject({ action, reason });
  });

  it.each([
    ['before the change is stale', LOOK_AT - 1, 2, 'stale-alarm'],
    ['at the moment of the change is not', LOOK_AT, 2, 'alarm-without-symptom'],
    [
      'before the state was found is not: nothing answered it',
      LOOK_AT - 1,
      1,
      'alarm-without-symptom',
    ],
  ])('an alarm from %s', (_what, changedAtMilliseconds, epoch, reason) => {
    const state = aState({ epoch, lastChangeAtMilliseconds: LOOK_AT });

    const judged = judge(alarm({ changedAtMilliseconds }), [{}], state);

    expect(judged).toMatchObject({ reason });
  });
});
