import { createVirtualClock } from '@understudy/clock';

import { within } from './within.ts';

const SECONDS = 5;
const GRACE_SECONDS = 1;

/** Something that never answers, whatever its signal says. */
const deaf = async (): Promise<never> => new Promise<never>(() => undefined);

async function secondsUntilEnd(
  ask: (signal: AbortSignal) => Promise<unknown>,
  abortAfterSeconds?: number,
): Promise<{ readonly seconds: number; readonly end: unknown }> {
  const clock = createVirtualClock(0, { settlingTurns: 2 });
  const outer = new AbortController();
  if (abortAfterSeconds !== undefined) {
    clock.schedule(abortAfterSeconds * 1_000, () => outer.abort(new Error('the step ends')));
  }
  let ended: { seconds: number; end: unknown } | undefined;
  const note = (end: unknown): void => void (ended = { seconds: clock.now() / 1_000, end });
  within(clock, SECONDS, ask, outer.signal).then(note, note);
  await clock.runUntil(() => ended !== undefined, 60_000);
  return ended ?? { seconds: Number.POSITIVE_INFINITY, end: 'never' };
}

describe('within', () => {
  it('gives the answer that comes in time', async () => {
    expect(await secondsUntilEnd(async () => 'yes')).toEqual({ seconds: 0, end: 'yes' });
  });

  it('ends what never answers after its time, and a second for its requests to end', async () => {
    const { seconds, end } = await secondsUntilEnd(deaf);

    expect(seconds).toBe(SECONDS + GRACE_SECONDS);
    expect(end).toMatchObject({ code: 'NoAnswer' });
  });

  // A step whose invocation ends has three seconds to settle; one that does not fails for good.
  it('ends a second after its caller is aborted, also what hears nothing of it', async () => {
    const { seconds, end } = await secondsUntilEnd(deaf, 2);

    expect(seconds).toBe(2 + GRACE_SECONDS);
    expect(end).toMatchObject({ code: 'NoAnswer' });
  });
});
