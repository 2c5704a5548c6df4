import { createVirtualClock } from './virtual-clock.ts';

describe('the virtual clock', () => {
  it('runs events by time, and equal times in the order in which they were asked for', async () => {
    const clock = createVirtualClock(1_000);
    const told: string[] = [];
    clock.schedule(3_000, () => told.push('c'));
    clock.schedule(2_000, () => told.push('a'));
    clock.schedule(2_000, () => told.push('b'));

    await clock.advanceTo(2_500);

    expect(told).toEqual(['a', 'b']);
    expect(clock.now()).toBe(2_500);
    expect(clock.pending()).toBe(1);
  });

  it('does not run what was cancelled', async () => {
    const clock = createVirtualClock(0);
    const told: string[] = [];
    const cancel = clock.schedule(10, () => told.push('never'));

    cancel();
    await clock.advanceTo(100);

    expect(told).toEqual([]);
  });

  it('settles what an event sets off before the next one', async () => {
    const clock = createVirtualClock(0);
    const told: string[] = [];
    clock.schedule(
      10,
      () => void Promise.resolve().then(() => setImmediate(() => told.push('first, later'))),
    );
    clock.schedule(20, () => told.push('second'));

    await clock.advanceTo(20);

    expect(told).toEqual(['first, later', 'second']);
  });

  it('never runs an event before now, however late it was asked for', async () => {
    const clock = createVirtualClock(1_000);
    await clock.advanceTo(5_000);
    let at = 0;
    clock.schedule(2_000, () => (at = clock.now()));

    await clock.step();

    expect(at).toBe(5_000);
  });

  it('says when a condition was met, and when its limit or its events ran out', async () => {
    const clock = createVirtualClock(0);
    let met = false;
    clock.schedule(50, () => (met = true));

    await expect(clock.runUntil(() => met, 40)).resolves.toBe(false);
    await expect(clock.runUntil(() => met, 40)).resolves.toBe(true);
    await expect(clock.runUntil(() => false, 1_000)).resolves.toBe(false);
  });

  it('lets a sleeper sleep, and wakes an aborted one with the reason', async () => {
    const clock = createVirtualClock(0);
    const controller = new AbortController();
    const slept = clock.sleep(100).then(() => clock.now());
    const aborted = clock.sleep(100, controller.signal).catch((reason: unknown) => reason);

    clock.schedule(60, () => controller.abort('enough'));
    await clock.advanceTo(200);

    await expect(slept).resolves.toBe(100);
    await expect(aborted).resolves.toBe('enough');
  });

  it('refuses to sleep for a signal that is aborted already', async () => {
    const clock = createVirtualClock(0);

    await expect(clock.sleep(100, AbortSignal.abort('before'))).rejects.toBe('before');
    expect(clock.pending()).toBe(0);
  });
});

describe('a virtual clock that awaits promises only', () => {
  it('settles chains of any length before the next event', async () => {
    const clock = createVirtualClock(0, { settlingTurns: 0 });
    const told: string[] = [];
    clock.schedule(10, () => void afterPromises(50).then(() => told.push('first, later')));
    clock.schedule(20, () => told.push('second'));

    await clock.advanceTo(20);

    expect(told).toEqual(['first, later', 'second']);
  });

  it('lets the event loop turn all the same, in a long story', async () => {
    const clock = createVirtualClock(0, { settlingTurns: 0 });
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns++;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    for (let at = 1; at <= 2_000; at++) clock.schedule(at, () => undefined);

    await clock.advanceTo(2_000);
    isOver = true;

    expect(turns).toBeGreaterThan(2);
    expect(turns).toBeLessThan(100);
  });
});

async function afterPromises(count: number): Promise<void> {
  for (let left = count; left > 0; left--) await Promise.resolve();
}
