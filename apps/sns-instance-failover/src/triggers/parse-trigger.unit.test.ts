import { DEPTH_MAX, MESSAGE_CHARACTERS_MAX } from '@understudy/lambda-middleware';

import { alarmEvent, alarmMessage, snsEvent } from '../../test/messages.ts';
import { parseTriggers, type Parsed } from './parse-trigger.ts';

const NOW = Date.UTC(2026, 10, 22, 3, 0, 0);
const CONTEXT = {
  nowMilliseconds: NOW,
  topics: ['jupiter-failover-topic'],
  requestId: 'request-1',
};

function parse(event: unknown): Parsed | undefined {
  return parseTriggers(event, CONTEXT)[0];
}

function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

const ORDER = {
  kind: 'switchover',
  by: 'operator',
  reason: 'a test',
  expectedActive: 'primary',
  expectedEpoch: 3,
  id: 'order-1',
};

describe('parseTriggers', () => {
  it('reads the same alarm from SNS and from EventBridge', () => {
    const bySns = parse(snsEvent(alarmMessage(NOW - 1_234)));
    const byEventBridge = parse(alarmEvent(NOW - 1_234));

    expect(bySns).toMatchObject({
      ok: true,
      rehearse: false,
      trigger: {
        kind: 'alarm',
        alarmName: 'signaling-primary-health',
        state: 'ALARM',
        changedAtMilliseconds: NOW - 1_234,
      },
    });
    expect(byEventBridge?.ok && byEventBridge.trigger).toEqual(bySns?.ok && bySns.trigger);
  });

  it('reads dimensions of a metric, and of the metrics of an expression', () => {
    const Dimensions = [{ name: 'InstanceId', value: 'i-1' }];
    const single = parse(snsEvent(alarmMessage(NOW, { Trigger: { Dimensions } })));
    const expression = parse(
      snsEvent(
        alarmMessage(NOW, {
          Trigger: { Metrics: [{ MetricStat: { Metric: { Dimensions } } }, { Expression: 'm1' }] },
        }),
      ),
    );

    for (const parsed of [single, expression]) {
      expect(parsed).toMatchObject({ trigger: { dimensions: { InstanceId: 'i-1' } } });
    }
  });

  it("reads an instance's change of state", () => {
    const parsed = parse({
      id: 'event-1',
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      time: '2026-11-22T02:59:58Z',
      detail: { 'instance-id': 'i-0123456789abcdef0', state: 'stopped' },
    });

    expect(parsed).toMatchObject({
      trigger: { kind: 'instance-state', instanceId: 'i-0123456789abcdef0', state: 'stopped' },
    });
  });

  it.each([
    ['a look', { service: 'signaling' }, false, 'request'],
    ['a rehearsal', { service: 'signaling', test: true }, true, 'request'],
    ['an order', { service: 'signaling', order: ORDER }, false, 'order'],
  ])('reads a direct invoke: %s', (_what, event, rehearse, kind) => {
    expect(parse(event)).toMatchObject({
      ok: true,
      service: 'signaling',
      rehearse,
      trigger: { kind },
    });
  });

  it('reads each record of an envelope for itself', () => {
    const { Records } = snsEvent(alarmMessage(NOW)) as { Records: readonly unknown[] };
    const broken = snsEvent('no JSON') as { Records: readonly unknown[] };

    const parsed = parseTriggers({ Records: [...Records, ...broken.Records] }, CONTEXT);

    expect(parsed.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it.each<[string, unknown, boolean]>([
    ['900 s ago', snsEvent(alarmMessage(NOW - 900_000)), true],
    ['901 s ago', snsEvent(alarmMessage(NOW - 901_000)), false],
    ['300 s ahead', snsEvent(alarmMessage(NOW + 300_000)), true],
    ['301 s ahead', snsEvent(alarmMessage(NOW + 301_000)), false],
    ['255 characters of a name', snsEvent(alarmMessage(NOW, { AlarmName: 'n'.repeat(255) })), true],
    [
      '256 characters of a name',
      snsEvent(alarmMessage(NOW, { AlarmName: 'n'.repeat(256) })),
      false,
    ],
    ['the deepest nesting', snsEvent(alarmMessage(NOW, { Other: nested(DEPTH_MAX - 1) })), true],
    ['one level more', snsEvent(alarmMessage(NOW, { Other: nested(DEPTH_MAX) })), false],
    ['no dimensions', snsEvent(alarmMessage(NOW, { Trigger: {} })), true],
    ['no metric', snsEvent(alarmMessage(NOW, { Trigger: undefined })), true],
    ['no ARN of the alarm', snsEvent(alarmMessage(NOW, { AlarmArn: undefined })), true],
    ['a state that no alarm has', snsEvent(alarmMessage(NOW, { NewStateValue: 'PANIC' })), false],
    [
      'a topic of the same name elsewhere',
      snsEvent(alarmMessage(NOW), 'arn:aws:sns:eu-west-1:1:jupiter-failover-topic'),
      true,
    ],
    [
      'a topic whose name ends like ours',
      snsEvent(alarmMessage(NOW), 'arn:aws:sns:us-east-1:1:not-jupiter-failover-topic'),
      false,
    ],
    ['a service of 63 characters', { service: 's'.repeat(63) }, true],
    ['a service of 64 characters', { service: 's'.repeat(64) }, false],
    ['a service that begins with a hyphen', { service: '-signaling' }, false],
    ['a test that is false', { service: 'signaling', test: false }, false],
    [
      'an order without its reason',
      { service: 'signaling', order: { ...ORDER, reason: '' } },
      false,
    ],
    [
      'an order that nobody knows',
      { service: 'signaling', order: { ...ORDER, kind: 'nuke' } },
      false,
    ],
    ['an order with a further key', { service: 'signaling', order: { ...ORDER, yes: 1 } }, false],
    ['nothing', undefined, false],
  ])('knows the bounds: %s', (_what, event, ok) => {
    expect(parse(event)?.ok).toBe(ok);
  });

  it('says what it expected, where, and what it found, in few words', () => {
    const parsed = parse(snsEvent(alarmMessage(NOW, { AlarmName: 'n'.repeat(5_000) })));

    expect(parsed).toMatchObject({
      ok: false,
      source: expect.stringMatching(/^sns:arn:aws:sns/) as string,
      expected: 'a CloudWatch alarm (AlarmName, NewStateValue, StateChangeTime)',
    });
    const found = parsed?.ok === false ? parsed.found : '';
    expect(found).toMatch(/^AlarmName: .*<=255 characters; found "n+… \(5002 characters\)$/);
    expect(found.length).toBeLessThan(300);
  });

  it('looks at the size only of what is not too deep, so that nothing overflows', () => {
    let deep: unknown = 'x'.repeat(MESSAGE_CHARACTERS_MAX);
    for (let level = 0; level < 50_000; level++) deep = [deep];

    expect(parse({ service: deep })).toMatchObject({ ok: false, found: 'deeper nesting' });
    expect(parse({ service: 'x'.repeat(MESSAGE_CHARACTERS_MAX) })).toMatchObject({
      expected: `at most ${MESSAGE_CHARACTERS_MAX} characters`,
    });
  });
});
