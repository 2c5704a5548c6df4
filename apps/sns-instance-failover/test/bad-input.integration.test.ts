import type { Scene } from '@understudy/fault-simulation';

import {
  alarmEvent,
  alarmMessage,
  deliver,
  deliverText,
  messagesOf,
  snsEvent,
} from './messages.ts';
import { scene } from './packaged.ts';

/** When a scene has settled: what `now` is in the tables below. */
const NOW = Date.UTC(2026, 10, 22, 3, 2, 10);

const ROUTER = 'understudy-prod-alarm-router';

/** A plain key here; assigned carelessly, it would become the object's prototype. */
const PROTOTYPE = JSON.parse('{"__proto__": {"service": "signaling"}}') as object;

function nested(levels: number): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** The sum of a metric in a function's log, in CloudWatch's embedded format. */
function metricOf(at: Scene, functionName: string, metric: string): number {
  return at.aws.logs
    .lines(functionName)
    .filter(({ text }) => text.includes('"_aws"') && text.includes(`"${metric}"`))
    .map(({ text }) => Number((JSON.parse(text) as Record<string, unknown>)[metric]))
    .reduce((sum, value) => sum + value, 0);
}

function namedAlarm(AlarmName: string): object {
  return snsEvent(alarmMessage(NOW, { AlarmName }));
}

describe('a message that is no reason to act', () => {
  it.each([
    ['SNS text that is no JSON', snsEvent('the primary is down!'), 'JSON', 'no JSON'],
    ['a list', [1, 2, 3], 'an object', 'a list'],
    ['a word', 'failover', 'an object', 'a string'],
    ['nothing', null, 'an object', 'null'],
    ['a record of S3', { Records: [{ eventSource: 'aws:s3', s3: {} }] }, 'SNS', 'EventSource'],
    ['no alarm in SNS', snsEvent({ hello: 'world' }), 'a CloudWatch alarm', 'AlarmName'],
    ["another service's event", { ...alarmEvent(NOW), source: 'aws.s3' }, 'CloudWatch', 'aws.s3'],
    ['ten megabytes', { service: 'x'.repeat(10_000_000) }, 'at most 655360 char', '10000014'],
    ['a nesting of 40 levels', { service: nested(40) }, 'at most 24 levels', 'deeper nesting'],
    ['a nesting in SNS', snsEvent({ a: nested(2_000) }), 'at most 24 levels', 'in the message'],
    ['a control character', namedAlarm('signaling\u0007-primary-health'), 'alarm', '\\u0007'],
    ['half a character', namedAlarm('signaling\ud83d-primary-health'), 'alarm', 'AlarmName'],
    ['what no queue takes', namedAlarm('signaling\uffff-primary-health'), 'alarm', 'signaling'],
    ['an emoji', namedAlarm('🔥-primary-health'), 'one of the services', '🔥-primary-health'],
    ['a name of 300 characters', namedAlarm('n'.repeat(300)), 'a CloudWatch alarm', '302 char'],
    ['an old time', snsEvent(alarmMessage(NOW - 3_600_000)), 'at most 900 s ago', '3600 s ago'],
    ['a time to come', snsEvent(alarmMessage(NOW + 3_600_000)), 'in the past', '3600 s ahead'],
    ['no time', snsEvent(alarmMessage(NOW, { StateChangeTime: 'noon' })), 'a time', 'noon'],
    ['a test in quotes', { test: 'true' }, '"test": true', 'service'],
    ['a service and a test in quotes', { service: 'signaling', test: 'true' }, 'true', '"true"'],
    ['a key that nobody knows', { service: 'signaling', forse: true }, 'an order', 'forse'],
    ['a key that JavaScript knows', PROTOTYPE, '{"service": "…"}', 'service: '],
  ] as const)('is refused and kept: %s', async (_what, event: unknown, expected, found) => {
    const at = await scene();
    const before = at.clock.now();
    expect(before).toBe(NOW);

    deliver(at, event);
    // Lambda would deliver it again after a minute.
    await at.pass(75);

    const kept = (await messagesOf(at, 'understudy-prod-refused')).map(
      (body) => JSON.parse(body) as Record<string, string>,
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.['expected']).toContain(expected);
    expect(kept[0]?.['found']).toContain(found);
    expect(metricOf(at, ROUTER, 'RefusedMessages')).toBe(1);
    const deliveries = at.region.lambda.invocations.filter(
      ({ functionName }) => functionName === ROUTER,
    );
    expect(deliveries).toHaveLength(1);
    expect(await messagesOf(at, 'understudy-prod-dead-letters')).toEqual([]);
    expect(at.changes(before)).toEqual([]);
    expect(
      at.region.lambda.executions.all().filter(({ name }) => !/^(look|warm)-/.test(name)),
    ).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a message that is nested deeper than the stack', () => {
  it('is refused and kept, and breaks nothing', async () => {
    const at = await scene();
    const levels = 100_000;

    deliverText(at, `{"service":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    await at.pass(75);

    expect(await messagesOf(at, 'understudy-prod-refused')).toHaveLength(1);
    expect(await messagesOf(at, 'understudy-prod-dead-letters')).toEqual([]);
    expect(metricOf(at, ROUTER, 'RefusedMessages')).toBe(1);
    expect(await at.violations()).toEqual([]);
  });
});

describe('a message that is unusual and harmless', () => {
  it.each([
    ['has no dimensions', alarmMessage(NOW, { Trigger: {} })],
    ['has no metric at all', alarmMessage(NOW, { Trigger: undefined })],
    ['has fields that AWS may add', alarmMessage(NOW, { Tomorrow: { is: ['another', 'day'] } })],
    ['is a few minutes ahead of our clock', alarmMessage(NOW + 120_000)],
  ])('starts a look when it %s', async (_what, message) => {
    const at = await scene();

    const answer = await at.invokeRouter(snsEvent(message));
    await at.pass(30);

    expect(answer.body.results).toMatchObject([{ result: 'started', service: 'signaling' }]);
    expect(metricOf(at, ROUTER, 'RefusedMessages')).toBe(0);
    expect(at.changes()).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
