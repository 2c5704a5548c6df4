import { nameExecution, nameIncident } from './name-execution.ts';
import type { AlarmTrigger, Trigger } from './trigger.ts';

const AT = Date.UTC(2026, 10, 22, 3, 4, 5);
const ALARM: AlarmTrigger = {
  kind: 'alarm',
  alarmName: 'signaling-primary-health',
  alarmArn: 'arn:alarm',
  state: 'ALARM',
  reason: 'Threshold Crossed',
  changedAtMilliseconds: AT,
  dimensions: {},
};
const DEVIATION = { kind: 'deviation', deviation: 'intruder', atMilliseconds: AT } as const;

describe('nameExecution', () => {
  it.each<[string, Trigger, Trigger, boolean]>([
    ['an alarm in other words', ALARM, { ...ALARM, reason: 'x', dimensions: { a: 'b' } }, true],
    ['an alarm that changed again', ALARM, { ...ALARM, changedAtMilliseconds: AT + 1 }, false],
    ['another alarm', ALARM, { ...ALARM, alarmArn: 'arn:other' }, false],
    [
      'a deviation in the same minute',
      DEVIATION,
      { ...DEVIATION, atMilliseconds: AT + 54_999 },
      true,
    ],
    [
      'a deviation in the next minute',
      DEVIATION,
      { ...DEVIATION, atMilliseconds: AT + 55_000 },
      false,
    ],
    ['another deviation', DEVIATION, { ...DEVIATION, deviation: 'left-over' }, false],
  ])('is made of what the message says: %s', (_what, one, other, same) => {
    const names = [one, other].map((trigger) => nameExecution('signaling', trigger, false));

    expect(names[0] === names[1]).toBe(same);
  });

  it('tells services and rehearsals apart, and fits into what Lambda allows', () => {
    const service = 's'.repeat(63);
    const names = [
      nameExecution(service, ALARM, false),
      nameExecution(service, ALARM, true),
      nameExecution(`${service.slice(1)}t`, ALARM, false),
    ];

    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
  });
});

describe('nameIncident', () => {
  it('says the service and the minute, and is the same for the same message', () => {
    const id = nameIncident('video-relay', ALARM);

    expect(id).toMatch(/^video-relay-20261122-0304-[0-9a-f]{6}$/);
    expect(nameIncident('video-relay', { ...ALARM, reason: 'x' })).toBe(id);
  });
});
