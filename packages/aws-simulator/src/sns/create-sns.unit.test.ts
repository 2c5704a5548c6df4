import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createLatencies } from '../kernel/latencies.ts';
import type { World } from '../kernel/world.ts';
import { createSqs, type Sqs } from '../sqs/create-sqs.ts';
import { createSns, type Sns } from './create-sns.ts';

const REGION = 'eu-west-1';
const ROUTER = `arn:aws:lambda:${REGION}:123456789012:function:alarm-router`;

interface SnsEvent {
  readonly Records: readonly { readonly Sns: { readonly Message: string } }[];
}

let clock: VirtualClock;
let world: World;
let sqs: Sqs;
let sns: Sns;
let topic: string;
let isAllowed: boolean;
let events: { readonly to: string; readonly event: SnsEvent; readonly at: number }[];

beforeEach(() => {
  clock = createVirtualClock(Date.UTC(2026, 0, 1));
  world = createWorld({ clock, seed: 'sns', latencies: createLatencies });
  sqs = createSqs(world, REGION);
  isAllowed = true;
  events = [];
  sns = createSns(world, REGION, {
    toFunction: (to, event) => void events.push({ to, event: event as SnsEvent, at: clock.now() }),
    mayInvoke: () => isAllowed,
    toQueue: (arn, body, sender) => sqs.deliver(arn, body, sender),
  });
  world.install(REGION, sns);
  topic = sns.createTopic('alarms');
});

async function publish(input: object): Promise<unknown> {
  const sent = world.call({
    service: 'sns',
    operation: 'Publish',
    input: { TopicArn: topic, ...input },
    region: REGION,
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: clock.now(),
  });
  const [{ output }] = await Promise.all([sent, clock.advanceTo(clock.now() + 10_000)]);
  return output;
}

function texts(): string[] {
  return events.flatMap(({ event }) => event.Records.map(({ Sns }) => Sns.Message));
}

describe('a published message', () => {
  it('reaches a function in the envelope that SNS uses, and the log says why', async () => {
    const subscription = sns.subscribe(topic, ROUTER);

    const attributes = { stage: { DataType: 'String', StringValue: 'test' } };
    const { MessageId } = (await publish({
      Message: '{"AlarmName":"jupiter"}',
      Subject: 'ALARM: "jupiter"',
      MessageAttributes: attributes,
    })) as { MessageId: string };

    expect(events).toHaveLength(1);
    expect(events[0]?.to).toBe(ROUTER);
    expect(events[0]?.event).toEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscription,
          Sns: {
            Type: 'Notification',
            MessageId,
            TopicArn: topic,
            Subject: 'ALARM: "jupiter"',
            Message: '{"AlarmName":"jupiter"}',
            Timestamp: expect.stringMatching(/^2026-01-01T00:00:0\d\.\d{3}Z$/),
            SignatureVersion: '1',
            Signature: expect.any(String),
            SigningCertUrl: expect.stringContaining('https://sns.eu-west-1.amazonaws.com/'),
            UnsubscribeUrl: expect.stringContaining(subscription),
            MessageAttributes: { stage: { Type: 'String', Value: 'test' } },
          },
        },
      ],
    });
    expect(world.log.entries.filter(({ kind }) => kind === 'effect')).toEqual([
      expect.objectContaining({
        subject: `delivery/${ROUTER}`,
        from: topic,
        to: 'delivered',
        cause: { kind: 'person', name: 'operator' },
      }),
    ]);
  });

  it('does not reach a function whose policy does not name the topic', async () => {
    isAllowed = false;
    sns.subscribe(topic, ROUTER);

    await publish({ Message: 'alarm' });

    expect(events).toEqual([]);
    expect(world.log.entries).toContainEqual(expect.objectContaining({ to: 'refused' }));
  });

  it('reaches a queue as it is when the delivery is raw, else in an envelope', async () => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:*' };
    const Policy = JSON.stringify({ Statement: statement });
    sns.subscribe(topic, sqs.createQueue('raw', { Policy }), { RawMessageDelivery: 'true' });
    sns.subscribe(topic, sqs.createQueue('wrapped', { Policy }));

    await publish({ Message: 'alarm' });

    expect(sqs.messages('raw')[0]?.body).toBe('alarm');
    expect(JSON.parse(sqs.messages('wrapped')[0]?.body ?? '')).toMatchObject({
      Type: 'Notification',
      Message: 'alarm',
      TopicArn: topic,
    });
  });

  it.each([
    ['an attribute that matches', { stage: ['test'] }, 'MessageAttributes', true],
    ['an attribute that differs', { stage: ['live'] }, 'MessageAttributes', false],
    [
      'anything but an attribute',
      { stage: [{ 'anything-but': ['live'] }] },
      'MessageAttributes',
      true,
    ],
    [
      'an attribute that must be absent',
      { stage: [{ exists: false }] },
      'MessageAttributes',
      false,
    ],
    ['a number', { tries: [{ numeric: ['>=', 2] }] }, 'MessageAttributes', true],
    ['a member of a list', { services: ['signaling'] }, 'MessageAttributes', true],
    ['a field of the body', { NewStateValue: [{ prefix: 'AL' }] }, 'MessageBody', true],
    ['a nested field of the body', { Trigger: { Name: ['other'] } }, 'MessageBody', false],
  ])('is filtered by %s', async (_, policy, scope, isDelivered) => {
    sns.subscribe(topic, ROUTER, {
      FilterPolicy: JSON.stringify(policy),
      FilterPolicyScope: scope,
    });

    await publish({
      Message: '{"NewStateValue":"ALARM","Trigger":{"Name":"checks"}}',
      MessageAttributes: {
        stage: { DataType: 'String', StringValue: 'test' },
        tries: { DataType: 'Number', StringValue: '2' },
        services: { DataType: 'String.Array', StringValue: '["jupiter","signaling"]' },
      },
    });

    expect(events).toHaveLength(isDelivered ? 1 : 0);
  });
});

describe('a fault of deliveries', () => {
  it('makes copies, for as many messages as it says', async () => {
    sns.subscribe(topic, ROUTER);
    sns.addFault({ name: 'twice', copies: 1, times: 1 });

    await publish({ Message: 'first' });
    await publish({ Message: 'second' });

    expect(texts()).toEqual(['first', 'first', 'second']);
  });

  it('holds messages back until it is taken away', async () => {
    sns.subscribe(topic, ROUTER);
    const start = clock.now();
    const stop = sns.addFault({ name: 'late', source: ':alarms', delayMilliseconds: 60_000 });

    await publish({ Message: 'late' });
    stop();
    await publish({ Message: 'early' });
    await clock.advanceTo(start + 120_000);

    expect(texts()).toEqual(['early', 'late']);
  });

  it('changes the order', async () => {
    sns.subscribe(topic, ROUTER);
    sns.addFault({ name: 'shuffled', reorderMilliseconds: 60_000 });
    const sent = ['1', '2', '3', '4', '5', '6'];

    for (const Message of sent) {
      sns.publish(topic, { text: Message, cause: { kind: 'service', name: 'monitoring' } });
    }
    await clock.advanceTo(clock.now() + 61_000);

    expect(texts()).not.toEqual(sent);
    expect(texts().sort()).toEqual(sent);
  });

  it('loses a message, and the log names the fault', async () => {
    sns.subscribe(topic, ROUTER);
    sns.addFault({ name: 'sns-outage', isLost: true });

    await publish({ Message: 'alarm' });

    expect(events).toEqual([]);
    expect(world.log.entries).toContainEqual(
      expect.objectContaining({ to: 'lost', cause: { kind: 'fault', name: 'sns-outage' } }),
    );
  });
});

it('answers a topic that is not there as SNS does', async () => {
  await expect(publish({ TopicArn: `${topic}-other`, Message: 'x' })).rejects.toMatchObject({
    code: 'NotFound',
  });
});
