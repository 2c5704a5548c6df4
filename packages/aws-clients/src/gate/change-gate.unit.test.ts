import { createVirtualClock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';
import { createFakeStore, type FakeHold } from '../../test/fake-store.ts';
import { isIssued, type Permit } from '../permit.ts';
import { createChangeGate, SEND_BY_SECONDS } from './change-gate.ts';

const START = Date.UTC(2026, 0, 1);
const stop = {
  phase: 'fence',
  call: 'ec2:StopInstances',
  on: ['i-1'],
  from: 'running',
  to: 'stopped',
};

function setUp(beforeWrite?: () => Promise<void>, settlesAtOnce = false) {
  const clock = createVirtualClock(START);
  const store = createFakeStore(beforeWrite, settlesAtOnce);
  let hold: FakeHold = { turn: 1 };
  const gate = createChangeGate<FakeHold>({
    store,
    hold: () => hold,
    clock,
    service: 'signaling',
    lastSequence: 0,
  });
  const scope = { signal: new AbortController().signal };
  return { clock, store, gate, scope, take: (turn: number) => (hold = { turn }) };
}

describe('the change gate', () => {
  it('writes the intent before it sends, with ten seconds to send it', async () => {
    const { gate, store, scope } = setUp();
    const seen: unknown[] = [];

    await gate.perform(
      { ...stop, starts: 'i-1' },
      async (permit) => seen.push([permit.sendByMilliseconds, [...store.written.values()]]),
      scope,
    );

    const sendByMilliseconds = START + SEND_BY_SECONDS * 1_000;
    const intent = { ...stop, starts: 'i-1', sequence: 1, sendByMilliseconds };
    expect(seen).toEqual([[sendByMilliseconds, [intent]]]);
  });

  it('sends nothing when the intent cannot be written', async () => {
    const { gate, store, scope } = setUp();
    const send = jest.fn();
    store.failNext(new TerminalError('LeaseLost', 'another holds it'), 'before-effect');

    const performing = gate.perform(stop, send, scope);

    await expect(performing).rejects.toMatchObject({ code: 'LeaseLost' });
    expect(send).not.toHaveBeenCalled();
  });

  it('sends nothing when the write took longer than the send-by, and leaves no doubt', async () => {
    const { gate, scope, clock } = setUp(() => clock.advanceTo(START + 10_001));
    const send = jest.fn();

    const performing = gate.perform(stop, send, scope);

    await expect(performing).rejects.toMatchObject({ code: 'SendByPassed', retryable: false });
    expect(send).not.toHaveBeenCalled();
    expect([gate.settled(), gate.unsettled()]).toEqual([[1], []]);
  });

  it('writes nothing for a step that was given up', async () => {
    const { gate, store } = setUp();

    const performing = gate.perform(stop, async () => 'sent', { signal: AbortSignal.abort() });

    await expect(performing).rejects.toMatchObject({ code: 'NotSent', retryable: true });
    expect(store.written.size).toBe(0);
  });

  it('sends nothing when the step is given up while the intent is written', async () => {
    const controller = new AbortController();
    const { gate } = setUp(async () => controller.abort());
    const send = jest.fn();

    const performing = gate.perform(stop, send, { signal: controller.signal });

    await expect(performing).rejects.toMatchObject({ code: 'NotSent' });
    expect(send).not.toHaveBeenCalled();
    expect(gate.settled()).toEqual([1]);
  });

  it.each([
    ['an answer', undefined, []],
    ['a refusal', new TerminalError('Refused', 'no'), []],
    ['a throttled request', new RetryableError('Throttled', 'later'), []],
    ['an unknown outcome', new TerminalError('OutcomeUnknown', 'silence'), [1]],
    ['an error that nobody foresaw', new TypeError('bug'), [1]],
  ])('after %s it keeps what may still take effect', async (_, failure, unsettled) => {
    const { gate, scope } = setUp();

    await gate
      .perform(stop, async () => (failure ? Promise.reject(failure) : undefined), scope)
      .catch(() => undefined);

    expect(gate.unsettled().map((one) => one.sequence)).toEqual(unsettled);
    expect(gate.settled()).toEqual(unsettled.length > 0 ? [] : [1]);
  });

  it('tells the store at once that a call is settled, by its answer or its refusal', async () => {
    const { gate, store, scope } = setUp(undefined, true);
    const refused = new TerminalError('Refused', 'expected leave, found none');

    await gate.perform(stop, async () => undefined, scope);
    await gate.perform(stop, () => Promise.reject(refused), scope).catch(() => undefined);

    expect([gate.settled(), [...store.written.keys()]]).toEqual([[], []]);
  });

  it('leaves a call whose answer was lost on record', async () => {
    const { gate, store, scope } = setUp(undefined, true);
    const lost = new TerminalError('OutcomeUnknown', 'no answer');

    await gate.perform(stop, () => Promise.reject(lost), scope).catch(() => undefined);

    expect([...store.written.keys()]).toEqual([1]);
  });

  it('tells the store what is settled with the next intent, once, when it could not be told before', async () => {
    const { gate, store, scope } = setUp();

    for (let turn = 0; turn < 3; turn++) await gate.perform(stop, async () => undefined, scope);

    expect(store.settledSeen).toEqual([[], [1], [2]]);
    expect([...store.written.keys()]).toEqual([3]);
  });

  it('tells again what was settled when the write that said so failed', async () => {
    const { gate, store, scope } = setUp();
    await gate.perform(stop, async () => undefined, scope);
    store.failNext(new RetryableError('StoreUnavailable', 'down'), 'before-effect');
    await gate.perform(stop, async () => undefined, scope).catch(() => undefined);

    await gate.perform(stop, async () => undefined, scope);

    expect(store.settledSeen).toEqual([[], [1]]);
  });

  it('lets branches write their intents one after the other, and send side by side', async () => {
    const { gate, scope, clock } = setUp(() => clock.sleep(10));
    let sending = 0;
    let most = 0;
    const send = async () => {
      most = Math.max(most, ++sending);
      await clock.sleep(100);
      sending--;
    };

    const both = Promise.all([gate.perform(stop, send, scope), gate.perform(stop, send, scope)]);
    await clock.advanceTo(START + 1_000);
    await both;

    expect(most).toBe(2);
  });

  it('starts from what the lease says, and settles it when its effect was seen', () => {
    const left = { ...stop, sequence: 4, sendByMilliseconds: START };
    const gate = createChangeGate<FakeHold>({
      store: createFakeStore(),
      hold: () => ({ turn: 2 }),
      clock: createVirtualClock(START),
      service: 'signaling',
      unsettled: [left],
    });
    const before = gate.unsettled();

    gate.settle(4);

    expect([before, gate.unsettled(), gate.settled()]).toEqual([[left], [], [4]]);
  });

  it('settles an intent whose write got no answer: it was never sent', async () => {
    const { gate, store, scope } = setUp();
    store.failNext(new RetryableError('StoreUnavailable', 'no answer'), 'after-effect');
    await gate.perform(stop, async () => undefined, scope).catch(() => undefined);

    await gate.perform(stop, async () => undefined, scope);

    expect(gate.settled()).toEqual([1, 2]);
  });

  it('does not take the intents of another turn for lost writes of its own', async () => {
    const { gate, store, scope, take } = setUp();
    store.failNext(new RetryableError('StoreUnavailable', 'no answer'), 'before-effect');
    await gate.perform(stop, async () => undefined, scope).catch(() => undefined);
    await store.recordIntent({ turn: 2 }, { ...stop, sendByMilliseconds: START }, []);
    take(3);

    await gate.perform(stop, async () => undefined, scope);

    expect(gate.settled()).toEqual([2]);
  });

  it('issues permits that cannot be copied', async () => {
    const { gate, scope } = setUp();
    const permits: Permit[] = [];

    await gate.perform(stop, async (permit) => permits.push(permit, { ...permit }), scope);

    expect(permits.map(isIssued)).toEqual([true, false]);
  });
});
