import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { World } from '../kernel/world.ts';
import { createEventBridge, type EventBridge } from './create-event-bridge.ts';

const REGION = 'eu-west-1';
const ROUTER = `arn:aws:lambda:${REGION}:123456789012:function:alarm-router:live`;
const QUEUE = `arn:aws:sqs:${REGION}:123456789012:refused`;
const STOPPED = {
  source: 'aws.ec2',
  detailType: 'EC2 Instance State-change Notification',
  resources: [`arn:aws:ec2:${REGION}:123456789012:instance/i-1`],
  detail: { 'instance-id': 'i-1', state: 'stopped' },
};
const BY_EC2 = { kind: 'service', name: 'ec2' } as const;

let clock: VirtualClock;
let world: World;
let events: EventBridge;
let delivered: { readonly to: string; readonly event: unknown; readonly at: number }[];
let asked: unknown[];

beforeEach(() => {
  clock = createVirtualClock(Date.UTC(2026, 0, 1));
  world = createWorld({ clock, seed: 'events', latencies: createNoLatencies });
  delivered = [];
  asked = [];
  events = createEventBridge(world, REGION, {
    toFunction: (to, event) => void delivered.push({ to, event, at: clock.now() }),
    mayInvoke: (...question) => asked.push(question) > 0,
    toQueue(to, event) {
      delivered.push({ to, event, at: clock.now() });
      return 'delivered';
    },
  });
  world.install(REGION, events);
});

async function send(operation: string, input: object): Promise<unknown> {
  const { output } = await world.call({
    service: 'events',
    operation,
    input,
    region: REGION,
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: clock.now(),
  });
  return output;
}

async function settle(): Promise<void> {
  await clock.advanceTo(clock.now() + 1_000);
}

function putStoppedRule(target: object = {}, arn = ROUTER): string {
  const EventPattern = JSON.stringify({ source: ['aws.ec2'], detail: { state: ['stopped'] } });
  return events.putRule({ Name: 'stopped', EventPattern }, [{ Id: 'one', Arn: arn, ...target }]);
}

describe('an event of a service', () => {
  it('reaches the function that a rule names, for the rule’s own ARN', async () => {
    const rule = putStoppedRule();

    const id = events.emit(STOPPED, BY_EC2);
    await settle();

    expect(asked).toEqual([[ROUTER, 'events.amazonaws.com', rule]]);
    expect(delivered.map(({ event }) => event)).toEqual([
      {
        version: '0',
        id,
        'detail-type': STOPPED.detailType,
        source: 'aws.ec2',
        account: '123456789012',
        time: '2026-01-01T00:00:00Z',
        region: REGION,
        resources: STOPPED.resources,
        detail: STOPPED.detail,
      },
    ]);
    expect(world.log.entries).toEqual([
      expect.objectContaining({ subject: `delivery/${ROUTER}`, to: 'delivered', cause: BY_EC2 }),
    ]);
  });

  it('reaches nobody when the rule is disabled or means another event', async () => {
    putStoppedRule();

    events.emit({ ...STOPPED, detail: { state: 'running' } }, BY_EC2);
    await send('DisableRule', { Name: 'stopped' });
    events.emit(STOPPED, BY_EC2);
    await settle();

    expect(delivered).toEqual([]);
  });

  it.each([
    ['a constant', { Input: '{"look":"now"}' }, { look: 'now' }],
    ['a part', { InputPath: '$.detail.state' }, 'stopped'],
    [
      'a template',
      {
        InputTransformer: {
          InputPathsMap: { id: '$.detail.instance-id', all: '$.detail', first: '$.resources[0]' },
          InputTemplate: '{"text":"<id> of <aws.events.rule-name>","all":<all>,"arn":<first>}',
        },
      },
      { text: 'i-1 of stopped', all: STOPPED.detail, arn: STOPPED.resources[0] },
    ],
  ])('is given to a target as %s', async (_, target, expected) => {
    putStoppedRule(target);

    events.emit(STOPPED, BY_EC2);
    await settle();

    expect(delivered.map(({ event }) => event)).toEqual([expected]);
  });

  it('reaches a queue as text', async () => {
    putStoppedRule({ Input: '{"look":"now"}' }, QUEUE);

    events.emit(STOPPED, BY_EC2);
    await settle();

    expect(delivered).toEqual([expect.objectContaining({ to: QUEUE, event: '{"look":"now"}' })]);
  });
});

describe('PutEvents', () => {
  it('takes each entry by itself', async () => {
    const entry = { Source: 'understudy', DetailType: 'x', Detail: '{}' };

    const answer = await send('PutEvents', {
      Entries: [entry, { ...entry, Source: 'aws.ec2' }, { ...entry, Detail: '[' }],
    });

    expect(answer).toEqual({
      FailedEntryCount: 2,
      Entries: [
        { EventId: expect.any(String) },
        expect.objectContaining({ ErrorCode: 'NotAuthorizedForSourceException' }),
        expect.objectContaining({ ErrorCode: 'MalformedDetail' }),
      ],
    });
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(1 minute)', [1, 2, 3, 4, 5, 6]],
    ['rate(2 minutes)', [2, 4, 6]],
    ['cron(0/3 * * * ? *)', [3, 6]],
    ['cron(2,5 0 * * ? *)', [2, 5]],
  ])('%s fires on the world’s clock', async (ScheduleExpression, minutes) => {
    const start = clock.now();
    events.putRule({ Name: 'look', ScheduleExpression }, [{ Id: 'one', Arn: ROUTER }]);

    await clock.advanceTo(start + 6.5 * 60_000);

    expect(delivered.map(({ at }) => (at - start) / 60_000)).toEqual(minutes);
    expect(delivered[0]?.event).toMatchObject({ source: 'aws.events', detail: {} });
  });

  it('stops when its rule is disabled', async () => {
    const ScheduleExpression = 'rate(1 minute)';
    events.putRule({ Name: 'look', ScheduleExpression }, [{ Id: 'one', Arn: ROUTER }]);
    await send('DisableRule', { Name: 'look' });

    await clock.advanceTo(clock.now() + 600_000);

    expect(delivered).toEqual([]);
  });

  it.each(['rate(1 minutes)', 'rate(2 minute)', 'rate(0 minutes)', 'cron(0 3)', 'every minute'])(
    '%s is refused',
    async (ScheduleExpression) => {
      await expect(send('PutRule', { Name: 'look', ScheduleExpression })).rejects.toMatchObject({
        code: 'ValidationException',
      });
    },
  );
});

describe('a rule', () => {
  it('cannot be deleted while it has targets', async () => {
    putStoppedRule();

    const early = send('DeleteRule', { Name: 'stopped' });
    await expect(early).rejects.toMatchObject({ code: 'ValidationException' });
    await send('RemoveTargets', { Rule: 'stopped', Ids: ['one'] });
    await send('DeleteRule', { Name: 'stopped' });

    expect(await send('ListRules', {})).toEqual({ Rules: [] });
  });

  it('is refused with a pattern whose leaves are no lists', async () => {
    const EventPattern = '{"source":"aws.ec2"}';

    await expect(send('PutRule', { Name: 'bad', EventPattern })).rejects.toMatchObject({
      code: 'InvalidEventPatternException',
    });
  });
});
