import type { EffectEntry } from '@understudy/aws-simulator';

import { accountTime } from './account-time.ts';

const FAULT_AT = 1_000_000;

function effect(afterSeconds: number, subject: string, to: string, cause = 'ec2'): EffectEntry {
  const kind = cause === 'crash' ? 'fault' : 'service';
  const at = FAULT_AT + afterSeconds * 1_000;
  return { kind: 'effect', at, subject, from: '', to, cause: { kind, name: cause } };
}

const TAKING_OVER = [
  effect(90, 'instance/i-2', 'pending'),
  effect(100, 'instance/i-2', 'running'),
  effect(101, 'target/tg/i-2', 'initial'),
  effect(103, 'instance/i-2/application', 'ok'),
  effect(109, 'target/tg/i-2', 'healthy'),
];

function account(entries: readonly EffectEntry[], openedAfterSeconds: number) {
  return accountTime({
    entries,
    faultAtMilliseconds: FAULT_AT,
    servedAtMilliseconds: FAULT_AT + 109_000,
    openedAtMilliseconds: FAULT_AT + openedAfterSeconds * 1_000,
    leavingId: 'i-1',
    takingId: 'i-2',
    targetGroupName: 'tg',
    confirmWindowMilliseconds: 10_000,
  });
}

describe('whose time a downtime was', () => {
  it('takes AWS’s parts from the log without counting any second twice', () => {
    const stopping = [
      effect(40, 'alarm/signaling-service-health', 'ALARM', 'cloudwatch'),
      effect(55, 'instance/i-1', 'stopping'),
      effect(85, 'instance/i-1', 'stopped'),
    ];

    const { aws, awsMilliseconds, ...rest } = account([...stopping, ...TAKING_OVER], 42);

    expect(
      aws.map(
        ({ fromMilliseconds, toMilliseconds }) => (toMilliseconds - fromMilliseconds) / 1_000,
      ),
    ).toEqual([30, 10, 3, 6]);
    expect(awsMilliseconds).toBe(49_000);
    expect(rest).toEqual({
      detectionMilliseconds: 40_000,
      trigger: 'signaling-service-health in ALARM',
      confirmWindowMilliseconds: 10_000,
      ownMilliseconds: 109_000 - 40_000 - 49_000 - 10_000,
    });
  });

  it.each([
    {
      who: 'EC2, when the machine went down by itself',
      entries: [effect(0, 'instance/i-1', 'stopped', 'crash')],
      openedAfter: 3,
      trigger: 'EC2 says stopped',
    },
    {
      who: 'the reconciler, when its look came before the alarm',
      entries: [effect(60, 'alarm/a', 'ALARM')],
      openedAfter: 50,
      trigger: "the reconciler's look",
    },
  ])('counts from $who', ({ entries, openedAfter, trigger }) => {
    expect(account([...entries, ...TAKING_OVER], openedAfter).trigger).toBe(trigger);
  });
});
