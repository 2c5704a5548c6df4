import { createScaledClock, systemClock } from './system-clock.ts';

describe('the scaled clock', () => {
  it('lets its time pass faster than the machine’s', async () => {
    const clock = createScaledClock({ speed: 1_000, startMilliseconds: 5_000 });

    await clock.sleep(10_000);

    expect(clock.now()).toBeGreaterThanOrEqual(14_900);
    expect(clock.now()).toBeLessThan(5_000 + 1_000 * 2_000);
  });

  it('does not run what was cancelled', async () => {
    const clock = createScaledClock({ speed: 1_000, startMilliseconds: 0 });
    let ran = false;
    const cancel = clock.schedule(1_000, () => (ran = true));

    cancel();
    await clock.sleep(5_000);

    expect(ran).toBe(false);
  });
});

describe('the system clock', () => {
  it('tells the machine’s time and sleeps by it', async () => {
    const before = Date.now();

    await systemClock.sleep(15);

    expect(systemClock.now() - before).toBeGreaterThanOrEqual(14);
  });
});
