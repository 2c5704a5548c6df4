import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { World } from '../kernel/world.ts';
import { createSqs, type Sqs } from './create-sqs.ts';

const REGION = 'eu-west-1';
const QUEUE_URL = `https://sqs.${REGION}.amazonaws.com/123456789012/refused`;
const QUEUE_ARN = `arn:aws:sqs:${REGION}:123456789012:refused`;
const TOPIC_ARN = `arn:aws:sns:${REGION}:123456789012:alarms`;

let clock: VirtualClock;
let world: World;
let sqs: Sqs;

beforeEach(() => {
  clock = createVirtualClock(0);
  world = createWorld({ clock, seed: 'sqs', latencies: createNoLatencies });
  sqs = createSqs(world, REGION);
  world.install(REGION, sqs);
  sqs.createQueue('refused');
});

async function send(operation: string, input: object = {}): Promise<unknown> {
  const { output } = await world.call({
    service: 'sqs',
    operation,
    input: { QueueUrl: QUEUE_URL, ...input },
    region: REGION,
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: clock.now(),
  });
  return output;
}

interface Received {
  readonly Messages?: readonly { readonly Body: string; readonly ReceiptHandle: string }[];
}

async function receive(input: object = {}): Promise<Received> {
  return (await send('ReceiveMessage', input)) as Received;
}

describe('a received message', () => {
  it('is hidden for its visibility time-out, then comes again, until it is deleted', async () => {
    await send('SendMessage', { MessageBody: 'order' });

    const first = await receive();
    const hidden = await receive();
    await clock.advanceTo(30_000);
    const again = await receive();
    await send('DeleteMessage', { ReceiptHandle: again.Messages?.[0]?.ReceiptHandle });
    await clock.advanceTo(90_000);
    const after = await receive();

    expect(first.Messages?.[0]?.Body).toBe('order');
    expect(hidden).toEqual({});
    expect(again.Messages?.[0]?.Body).toBe('order');
    expect(after).toEqual({});
  });

  it('goes to the dead-letter queue when it was received too often', async () => {
    sqs.createQueue('dead');
    const policy = {
      deadLetterTargetArn: QUEUE_ARN.replace('refused', 'dead'),
      maxReceiveCount: 1,
    };
    await send('SetQueueAttributes', { Attributes: { RedrivePolicy: JSON.stringify(policy) } });
    await send('SendMessage', { MessageBody: 'order' });
    await receive({ VisibilityTimeout: 0 });

    const again = await receive();

    expect(again).toEqual({});
    expect(sqs.visibleMessages('dead')).toBe(1);
  });
});

describe('a long poll', () => {
  it('is answered when a message comes', async () => {
    const polled = receive({ WaitTimeSeconds: 20 });
    await clock.advanceTo(3_000);
    await send('SendMessage', { MessageBody: 'order' });

    expect((await polled).Messages?.[0]?.Body).toBe('order');
    expect(clock.now()).toBe(3_000);
  });

  it('is answered empty when its time is over', async () => {
    const polled = receive({ WaitTimeSeconds: 20 });
    await clock.advanceTo(20_000);

    expect(await polled).toEqual({});
  });
});

it('counts visible messages only', async () => {
  await send('SendMessageBatch', {
    Entries: [
      { Id: 'a', MessageBody: 'now' },
      { Id: 'b', MessageBody: 'later', DelaySeconds: 60 },
    ],
  });

  const early = sqs.visibleMessages('refused');
  await clock.advanceTo(60_000);

  expect(early).toBe(1);
  expect(sqs.visibleMessages('refused')).toBe(2);
});

describe('a service that sends', () => {
  const sender = { servicePrincipal: 'sns.amazonaws.com', sourceArn: TOPIC_ARN };
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QUEUE_ARN,
  };

  it.each([
    ['is refused without a policy', undefined, 'refused'],
    ['is let in by its name', statement, 'delivered'],
    [
      'is let in for the source that is named',
      { ...statement, Condition: { ArnEquals: { 'aws:SourceArn': TOPIC_ARN } } },
      'delivered',
    ],
    [
      'is refused for another source',
      { ...statement, Condition: { ArnEquals: { 'aws:SourceArn': `${TOPIC_ARN}-other` } } },
      'refused',
    ],
    [
      'is refused when another service is named',
      { ...statement, Principal: { Service: 'events.amazonaws.com' } },
      'refused',
    ],
  ])('%s', async (_, given, expected) => {
    const policy = given ? JSON.stringify({ Version: '2012-10-17', Statement: [given] }) : '';
    await send('SetQueueAttributes', { Attributes: { Policy: policy } });

    expect(sqs.deliver(QUEUE_ARN, 'order', sender)).toBe(expected);
  });
});

it('answers a queue that is not there as SQS does', async () => {
  await expect(send('ReceiveMessage', { QueueUrl: `${QUEUE_URL}-other` })).rejects.toMatchObject({
    code: 'QueueDoesNotExist',
  });
});
