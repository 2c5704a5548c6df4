import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { World } from '../kernel/world.ts';
import { createDynamoDb, type DynamoDb } from './create-dynamodb.ts';

const REGION = 'eu-west-1';
const TABLE = 'understudy-test';
const LEASE = { pk: { S: 'service#signaling' }, sk: { S: 'lease' } };

let clock: VirtualClock;
let world: World;
let dynamoDb: DynamoDb;

beforeEach(() => {
  clock = createVirtualClock(0);
  world = createWorld({ clock, seed: 'dynamodb', latencies: createNoLatencies });
  dynamoDb = createDynamoDb(world, REGION);
  world.install(REGION, dynamoDb);
  dynamoDb.createTable({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  });
});

async function send(operation: string, input: object): Promise<unknown> {
  const { output } = await world.call({
    service: 'dynamodb',
    operation,
    input: { TableName: TABLE, ...input },
    region: REGION,
    principal: { kind: 'user', name: 'operator' },
    cause: { kind: 'person', name: 'operator' },
    signedAtMilliseconds: clock.now(),
  });
  return output;
}

describe('a condition', () => {
  it('lets one of two takers have the lease, and shows the other who has it', async () => {
    const take = (owner: string): Promise<unknown> =>
      send('UpdateItem', {
        Key: LEASE,
        UpdateExpression: 'SET #owner = :owner, term = if_not_exists(term, :zero) + :one',
        ConditionExpression: 'attribute_not_exists(#owner)',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':owner': { S: owner },
          ':zero': { N: '0' },
          ':one': { N: '1' },
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });

    const first = await take('jupiter');
    const second = take('signaling');

    const lease = { ...LEASE, owner: { S: 'jupiter' }, term: { N: '1' } };
    expect(first).toEqual({ Attributes: lease });
    await expect(second).rejects.toMatchObject({
      code: 'ConditionalCheckFailedException',
      members: { Item: lease },
    });
  });

  it('that fails cancels the whole transaction and names the item that failed', async () => {
    await send('PutItem', { Item: { ...LEASE, term: { N: '4' } } });

    const outcome = send('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: TABLE, Item: { pk: LEASE.pk, sk: { S: 'state' } } } },
        {
          ConditionCheck: {
            TableName: TABLE,
            Key: LEASE,
            ConditionExpression: 'term = :term',
            ExpressionAttributeValues: { ':term': { N: '5' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    });

    await expect(outcome).rejects.toMatchObject({
      code: 'TransactionCanceledException',
      members: {
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Item: { ...LEASE, term: { N: '4' } } },
        ],
      },
    });
    expect(dynamoDb.items(TABLE)).toHaveLength(1);
  });
});

describe('a transaction with a token', () => {
  const increment = {
    ClientRequestToken: 'once',
    TransactItems: [
      {
        Update: {
          TableName: TABLE,
          Key: LEASE,
          UpdateExpression: 'ADD term :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
    ],
  };

  it('is carried out once however often it is sent, and again after ten minutes', async () => {
    await send('TransactWriteItems', increment);
    await clock.advanceTo(9 * 60_000);
    await send('TransactWriteItems', increment);
    const termAtOnce = dynamoDb.item(TABLE, LEASE)?.['term'];
    await clock.advanceTo(10 * 60_000 + 1);
    await send('TransactWriteItems', increment);

    expect(termAtOnce).toEqual({ N: '1' });
    expect(dynamoDb.item(TABLE, LEASE)?.['term']).toEqual({ N: '2' });
  });

  it('refuses another request with the same token', async () => {
    await send('TransactWriteItems', increment);

    const other = send('TransactWriteItems', {
      ...increment,
      TransactItems: [{ Delete: { TableName: TABLE, Key: LEASE } }],
    });

    await expect(other).rejects.toMatchObject({ code: 'IdempotentParameterMismatchException' });
  });
});

describe('an item', () => {
  const update = (UpdateExpression: string): object => ({
    Key: LEASE,
    UpdateExpression,
    ...(UpdateExpression.includes(':x')
      ? { ExpressionAttributeValues: { ':x': { SS: ['x'] } } }
      : {}),
  });

  it.each([
    ['REMOVE intent', 0],
    ['DELETE members_allowed :x', 0],
    ['SET intent = :x', 1],
    ['REMOVE intent SET a = :x', 1],
  ])('that is not there: %s leaves %i', async (expression, count) => {
    await send('UpdateItem', update(expression));

    expect(dynamoDb.items(TABLE)).toHaveLength(count);
  });

  it('holds up to 400 KB, names and values together', async () => {
    const rest = 400 * 1024 - 'pkservice#signaling'.length - 'sklease'.length - 'text'.length;
    const text = { S: 'x'.repeat(rest) };

    await send('PutItem', { Item: { ...LEASE, text } });
    const larger = send('PutItem', { Item: { ...LEASE, text: { S: `${text.S}x` } } });

    await expect(larger).rejects.toMatchObject({
      code: 'ValidationException',
      message: 'Item size has exceeded the maximum allowed size',
    });
  });
});

describe('an eventually consistent read', () => {
  it('may miss the last write for a second; a consistent one never does', async () => {
    dynamoDb.setStaleReads(1);
    await send('PutItem', { Item: LEASE });

    const early = await send('GetItem', { Key: LEASE });
    const consistent = await send('GetItem', { Key: LEASE, ConsistentRead: true });
    await clock.advanceTo(1_001);
    const late = await send('GetItem', { Key: LEASE });

    expect(early).toEqual({});
    expect(consistent).toEqual({ Item: LEASE });
    expect(late).toEqual({ Item: LEASE });
  });
});

describe('the history', () => {
  it('names for each write of an item the time, the cause, the request, before and after', async () => {
    await send('PutItem', { Item: LEASE });
    await clock.advanceTo(5_000);
    await send('DeleteItem', { Key: LEASE });

    const history = dynamoDb.history(TABLE, LEASE);

    const cause = { kind: 'person', name: 'operator' };
    expect(history).toEqual([
      expect.objectContaining({
        at: 0,
        operation: 'PutItem',
        cause,
        before: undefined,
        after: LEASE,
      }),
      expect.objectContaining({
        at: 5_000,
        operation: 'DeleteItem',
        before: LEASE,
        after: undefined,
      }),
    ]);
    expect(history[0]?.requestId).not.toBe(history[1]?.requestId);
  });
});

describe('what a call needs of a policy', () => {
  it.each([
    ['GetItem', { Key: LEASE }, 'dynamodb:GetItem'],
    ['PutItem', { Item: LEASE }, 'dynamodb:PutItem'],
    [
      'Query',
      {
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': LEASE.pk },
      },
      'dynamodb:Query',
    ],
    [
      'TransactWriteItems',
      { TransactItems: [{ ConditionCheck: { TableName: TABLE, Key: LEASE } }] },
      'dynamodb:ConditionCheckItem',
    ],
  ])('%s names the table and the partition it touches', (operation, input, action) => {
    const requirements = dynamoDb.requirements({
      service: 'dynamodb',
      operation,
      input: { TableName: TABLE, ...input },
      region: REGION,
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
      signedAtMilliseconds: 0,
      requestId: 'req-1',
    });

    expect(requirements).toEqual([
      {
        action,
        resource: `arn:aws:dynamodb:${REGION}:123456789012:table/${TABLE}`,
        conditionKeys: { 'dynamodb:LeadingKeys': 'service#signaling' },
      },
    ]);
  });
});
