import { PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '../../src/index.ts';
import { systemClock } from '@understudy/clock';
import { failEach } from '../tampered-client.ts';
import { hold, KEY, outcomeOf, stopping, type Subject } from './subject.ts';

const LEASE = { term: { N: '1' }, turn: { N: '1' }, lastSequence: { N: '0' } };

const DAMAGED: [string, string, Record<string, AttributeValue>][] = [
  ['a lease without its deadline', 'lease', { ...LEASE, unsettled: { L: [] } }],
  ['a term that is text', 'lease', { term: { S: 'one' } }],
  ['a term that is negative', 'lease', { ...LEASE, term: { N: '-1' } }],
  ['an owner of an unknown kind', 'lease', { owner: { M: { kind: { S: 'cron' } } } }],
  ['a state without its epoch', 'state', { active: { S: 'primary' } }],
  ['a member in charge that is none', 'state', { active: { S: 'third' }, epoch: { N: '1' } }],
  ['joined triggers that are a set', 'state', { joined: { SS: ['a'] }, openIncident: { S: 'x' } }],
  ['a mode that does not exist', 'arming', { mode: { S: 'on' } }],
];

/** Failing calls, and items that somebody made by hand. */
export function troubleContract(subject: () => Subject): void {
  it.each(DAMAGED)('names an item that it cannot read: %s', async (_, sk, attributes) => {
    const { store, client, table } = subject();
    const Item = { ...attributes, pk: { S: KEY }, sk: { S: sk } };
    await client.send(new PutItemCommand({ TableName: table, Item }));

    const attempt = store.readService(KEY);

    await expect(attempt).rejects.toMatchObject({
      code: 'StoreItemInvalid',
      retryable: false,
      fields: { pk: KEY, sk },
    });
    await expect(attempt).rejects.toThrow(/expected .+; found .+/);
  });

  it('lets the others be read when one is damaged', async () => {
    const { store, client, table } = subject();
    await store.setArming('service#jupiter', ARMED);
    await store.setArming(KEY, ARMED);
    const Item = { pk: { S: 'service#jupiter' }, sk: { S: 'lease' } };
    await client.send(new PutItemCommand({ TableName: table, Item }));

    const keys = await store.listKeys();
    const outcomes = await Promise.all(keys.map((key) => outcomeOf(store.readService(key))));

    expect(keys).toEqual(['service#jupiter', KEY]);
    expect(outcomes).toMatchObject(['StoreItemInvalid', { key: KEY }]);
    expect(await outcomeOf(store.listServices())).toBe('StoreItemInvalid');
  });

  it.each([
    ['ThrottlingException', 400, 'StoreUnavailable', true],
    ['ProvisionedThroughputExceededException', 400, 'StoreUnavailable', true],
    ['InternalServerError', 500, 'StoreUnavailable', true],
    ['SomethingNew', 503, 'StoreUnavailable', true],
    ['TimeoutError', undefined, 'StoreUnavailable', true],
    ['AccessDeniedException', 400, 'StoreForbidden', false],
    ['ResourceNotFoundException', 400, 'StoreMissing', false],
    ['ValidationException', 400, 'StoreRequestInvalid', false],
  ])('takes %s (status %s) as %s', async (name, httpStatusCode, code, retryable) => {
    const { store, client } = subject();
    const $metadata = { httpStatusCode, requestId: 'request-7' };
    const tamper = failEach(client, Object.assign(new Error('no'), { name, $metadata }));

    const attempt = store.readService(KEY);

    await expect(attempt).rejects.toMatchObject({ code, retryable });
    await expect(attempt).rejects.toThrow(/request-7/);
    tamper.restore();
  });

  it('takes a throttled part of a transaction as unavailable, not as a lost condition', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    const CancellationReasons = [{ Code: 'ConditionalCheckFailed' }, { Code: 'ThrottlingError' }];
    const $metadata = { httpStatusCode: 400 };
    const name = 'TransactionCanceledException';
    const error = Object.assign(new Error('no'), { name, CancellationReasons, $metadata });
    const tamper = failEach(client, error);

    const outcome = await outcomeOf(store.setArming(owner.hold.key, ARMED));
    tamper.restore();

    expect(outcome).toBe('StoreUnavailable');
  });

  it('gives up, to be tried again, when another transaction is always in its way', async () => {
    const { store, client } = subject();
    const CancellationReasons = [{ Code: 'TransactionConflict' }, { Code: 'None' }];
    const name = 'TransactionCanceledException';
    const tamper = failEach(client, Object.assign(new Error('no'), { name, CancellationReasons }));

    const outcome = await outcomeOf(store.setArming(KEY, ARMED));
    tamper.restore();

    expect(outcome).toBe('StoreUnavailable');
  });

  it('says that the table is missing', async () => {
    const { client } = subject();
    const store = createDynamoDbStore({ client, table: 'elsewhere', clock: systemClock });

    expect(await outcomeOf(store.readService(KEY))).toBe('StoreMissing');
  });

  it('refuses an intent that is too large to keep', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const on = Array.from({ length: 1_000 }, (_, index) => `i-${index}`);

    const outcome = await outcomeOf(store.recordIntent(owner.hold, stopping({ on }), []));

    expect(outcome).toBe('StoreRequestInvalid');
  });
}

const ARMED = { mode: 'armed', reason: 'r', by: 'operator', atMilliseconds: 1 } as const;
