import {
  EC2Client,
  StartInstancesCommand,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-ec2';
import type { FinalizeRequestMiddleware } from '@smithy/types';
import { createVirtualClock } from '@understudy/clock';
import { clientSettings } from '../src/calls/client-settings.ts';
import { createChangeGate } from '../src/gate/change-gate.ts';
import { createEc2Changes, createEc2Client } from '../src/ec2/index.ts';
import type { Permit } from '../src/permit.ts';
import { createFakeHandler, ec2Error, optionsFor, type FakeAnswer } from './fake-handler.ts';
import { createFakeStore } from './fake-store.ts';
import { permitUntil } from './permit.ts';

const NOW = Date.UTC(2026, 0, 1);
const FORCED = { force: true, skipOsShutdown: false };
const stopped: FakeAnswer = { body: '<StopInstancesResponse></StopInstancesResponse>' };

function changesOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  const clock = createVirtualClock(NOW);
  const client = createEc2Client(optionsFor(handler), 'changes');
  return { handler, clock, client, changes: createEc2Changes({ client, clock }) };
}

describe('changing EC2', () => {
  it('sends a change that has a permit', async () => {
    const { changes, handler } = changesOver(stopped);

    await changes.stop(permitUntil(NOW + 1), 'i-1', { force: true, skipOsShutdown: true });

    expect(handler.forms()).toEqual([
      expect.objectContaining({
        Action: 'StopInstances',
        'InstanceId.1': 'i-1',
        Force: 'true',
        SkipOsShutdown: 'true',
      }),
    ]);
  });

  it('sends nothing for a look-alike of a permit', async () => {
    const { changes, handler } = changesOver(stopped);
    const forged: Permit = { ...permitUntil(NOW + 1) };

    await expect(changes.start(forged, 'i-1')).rejects.toMatchObject({ code: 'NoPermit' });
    expect(handler.requests.length).toBe(0);
  });

  it('sends no change that goes round the adapter', async () => {
    const { client, handler } = changesOver(stopped);

    const sending = client.send(new StartInstancesCommand({ InstanceIds: ['i-1'] }));

    await expect(sending).rejects.toMatchObject({ code: 'NoPermit' });
    expect(handler.requests.length).toBe(0);
  });

  it('sends no change on a client for reads, though it may be asked about', async () => {
    const handler = createFakeHandler(ec2Error('DryRunOperation', 412));
    const client = createEc2Client(optionsFor(handler), 'reads');

    const change = client.send(new StartInstancesCommand({ InstanceIds: ['i-1'] }));
    const question = client.send(new StartInstancesCommand({ InstanceIds: ['i-1'], DryRun: true }));

    await expect(change).rejects.toMatchObject({ code: 'NoPermit' });
    await expect(question).rejects.toMatchObject({ name: 'DryRunOperation' });
  });

  it('does not send past the send-by', async () => {
    const { changes, handler } = changesOver(stopped);

    const stopping = changes.stop(permitUntil(NOW - 1), 'i-1', FORCED);

    await expect(stopping).rejects.toMatchObject({ code: 'SendByPassed', retryable: false });
    expect(handler.requests.length).toBe(0);
  });

  it('does not send when the environment was frozen for an hour after signing', async () => {
    const { changes, client, clock, handler } = changesOver(stopped);
    const store = createFakeStore();
    const gate = createChangeGate({ store, hold: () => ({ turn: 1 }), clock, service: 'jupiter' });
    let signed = false;
    const freeze: FinalizeRequestMiddleware<ServiceInputTypes, ServiceOutputTypes> =
      (next) => async (args) => {
        signed = JSON.stringify(args.request).includes('AWS4-HMAC-SHA256');
        await clock.advanceTo(NOW + 3_600_000);
        return await next(args);
      };
    client.middlewareStack.addRelativeTo(freeze, {
      relation: 'after',
      toMiddleware: 'httpSigningMiddleware',
    });

    const stopping = gate.perform(
      { phase: 'fence', call: 'ec2:StopInstances', on: ['i-1'], from: 'running', to: 'stopped' },
      (permit) => changes.stop(permit, 'i-1', FORCED),
      { signal: new AbortController().signal },
    );

    await expect(stopping).rejects.toMatchObject({ code: 'SendByPassed' });
    expect([signed, handler.requests.length]).toEqual([true, 0]);
    expect([gate.settled(), gate.unsettled()]).toEqual([[1], []]);
  });

  it.each([
    ['a 500', ec2Error('InternalError', 500), 'OutcomeUnknown'],
    ['throttling', ec2Error('RequestLimitExceeded', 503), 'Throttled'],
    ['a lost connection', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'OutcomeUnknown'],
    ['a time-out', Object.assign(new Error('x'), { name: 'TimeoutError' }), 'OutcomeUnknown'],
    ['no capacity', ec2Error('InsufficientInstanceCapacity', 500), 'CapacityRefused'],
    ['a wrong state', ec2Error('IncorrectInstanceState', 400), 'WrongState'],
  ])('is sent once when %s comes back, also by a client that retries', async (_, answer, code) => {
    const handler = createFakeHandler(answer);
    const client = new EC2Client(clientSettings(optionsFor(handler), 'reads'));
    const changes = createEc2Changes({ client, clock: createVirtualClock(NOW) });

    const starting = changes.start(permitUntil(NOW + 1), 'i-1');

    await expect(starting).rejects.toMatchObject({ code, fields: { region: 'eu-west-1' } });
    expect(handler.requests.length).toBe(1);
  });

  it('knows that nothing was sent when there were no credentials to sign with', async () => {
    const handler = createFakeHandler(stopped);
    const credentials = () => Promise.reject(new Error('no role'));
    const client = createEc2Client({ ...optionsFor(handler), credentials }, 'changes');
    const changes = createEc2Changes({ client, clock: createVirtualClock(NOW) });

    const stopping = changes.stop(permitUntil(NOW + 1), 'i-1', FORCED);

    await expect(stopping).rejects.toMatchObject({ code: 'NotSent' });
  });

  it('knows that nothing was sent when the step was given up before', async () => {
    const { changes, handler } = changesOver(stopped);

    const stopping = changes.stop(permitUntil(NOW + 1, AbortSignal.abort()), 'i-1', FORCED);

    await expect(stopping).rejects.toMatchObject({ code: 'NotSent' });
    expect(handler.requests.length).toBe(0);
  });

  it.each([
    ['10.0.0.0/16', 'DestinationCidrBlock'],
    ['2001:db8::/32', 'DestinationIpv6CidrBlock'],
    ['pl-123', 'DestinationPrefixListId'],
  ])('sends the destination %s as %s', async (destination, field) => {
    const { changes, handler } = changesOver({ body: '<ReplaceRouteResponse/>' });
    const route = { routeTableId: 'rtb-1', destination, networkInterfaceId: 'eni-1' };

    await changes.replaceRoute(permitUntil(NOW + 1), route);

    expect(handler.forms()[0]?.[field]).toBe(destination);
  });
});
