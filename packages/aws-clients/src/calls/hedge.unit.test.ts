import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import type { ReadOptions } from '../ports.ts';
import { createHedge, HEDGE_AFTER_MS, type Hedge } from './hedge.ts';

/** Answers of one read in the order of asking: how long each takes, and what it says. */
type Answers = readonly (readonly [milliseconds: number, says: string | Error])[];

function setUp(onHedge?: () => void): { clock: VirtualClock; hedge: Hedge } {
  const clock = createVirtualClock(0);
  return { clock, hedge: createHedge({ clock, ...(onHedge ? { onHedge } : {}) }) };
}

function readOf(clock: VirtualClock, answers: Answers) {
  const signals: AbortSignal[] = [];
  const ask = async ({ signal }: ReadOptions): Promise<string> => {
    const [milliseconds, says] = answers[signals.length] ?? [0, new Error('asked too often')];
    if (signal) signals.push(signal);
    await clock.sleep(milliseconds, signal);
    if (says instanceof Error) throw says;
    return says;
  };
  return { ask, signals };
}

describe('a hedged read', () => {
  it.each([
    [
      'once when the answer is quick',
      [[HEDGE_AFTER_MS - 1, 'first']],
      'first',
      HEDGE_AFTER_MS - 1,
      1,
    ],
    [
      'twice when it is slow, and takes the second when it is first',
      [
        [5_000, 'first'],
        [100, 'second'],
      ],
      'second',
      HEDGE_AFTER_MS + 100,
      2,
    ],
    [
      'twice, and takes the first when it comes after all',
      [
        [450, 'first'],
        [5_000, 'second'],
      ],
      'first',
      450,
      2,
    ],
    [
      'twice, and waits for the first when the second fails',
      [
        [900, 'first'],
        [10, new Error('no')],
      ],
      'first',
      900,
      2,
    ],
    [
      'twice, and waits for the second when the first fails',
      [
        [450, new Error('no')],
        [200, 'second'],
      ],
      'second',
      HEDGE_AFTER_MS + 200,
      2,
    ],
  ] as const)('asks %s', async (_, answers, expected, afterMilliseconds, asked) => {
    const { clock, hedge } = setUp();
    const { ask, signals } = readOf(clock, answers);

    const answered = hedge(ask).then((answer) => [answer, clock.now()]);
    await clock.advanceTo(10_000);

    expect(await answered).toEqual([expected, afterMilliseconds]);
    expect(signals).toHaveLength(asked);
  });

  it('gives up the slower of the two, so that no call outlives its step', async () => {
    const { clock, hedge } = setUp();
    const { ask, signals } = readOf(clock, [
      [5_000, 'first'],
      [100, 'second'],
    ]);

    const answered = hedge(ask);
    await clock.advanceTo(600);
    await answered;

    expect([signals[0]?.aborted, clock.pending()]).toEqual([true, 0]);
  });

  it('fails at once, and asks no more, when the first answer is an error', async () => {
    const { clock, hedge } = setUp();
    const { ask, signals } = readOf(clock, [[50, new Error('refused')]]);

    const failed = hedge(ask).catch((error: Error) => [error.message, clock.now()]);
    await clock.advanceTo(1_000);

    expect(await failed).toEqual(['refused', 50]);
    expect(signals).toHaveLength(1);
  });

  it('fails with the first error when both fail', async () => {
    const { clock, hedge } = setUp();
    const { ask } = readOf(clock, [
      [700, new Error('first')],
      [10, new Error('second')],
    ]);

    const failed = hedge(ask).catch((error: Error) => error.message);
    await clock.advanceTo(1_000);

    expect(await failed).toBe('first');
  });

  it('ends with the signal of its caller', async () => {
    const { clock, hedge } = setUp();
    const { ask, signals } = readOf(clock, [
      [5_000, 'first'],
      [5_000, 'second'],
    ]);
    const caller = new AbortController();

    const failed = hedge(ask, { signal: caller.signal }).catch((error: Error) => error.message);
    await clock.advanceTo(500);
    caller.abort(new Error('the step is over'));
    await clock.advanceTo(501);

    expect(await failed).toBe('the step is over');
    expect([signals.map(({ aborted }) => aborted), clock.pending()]).toEqual([[true, true], 0]);
  });

  it('asks no more than eight and three of ten reads again when all of them are slow', async () => {
    const onHedge = jest.fn();
    const { clock, hedge } = setUp(onHedge);
    const slow = ({ signal }: ReadOptions) => clock.sleep(1_000, signal);

    for (let reads = 0; reads < 100; reads++) {
      const answered = hedge(slow);
      await clock.advanceTo(clock.now() + 1_000);
      await answered;
    }

    expect(onHedge).toHaveBeenCalledTimes(37);
  });
});
