import type { ArmingMode } from '@understudy/leases';

import { toldOf } from './messages.ts';
import { scene } from './packaged.ts';

describe('a service that nobody lets fail over', () => {
  it.each([
    ['is disarmed', 'off', 'disarmed'],
    ['is paused', 'paused', 'paused'],
    ['may only be rehearsed', 'rehearse-only', 'rehearse-only'],
  ] as const)(
    'because it %s keeps its decision, and nothing is changed',
    async (_, mode, reason) => {
      const at = await scene();
      const before = at.clock.now();
      await at.during(
        at.store.setArming(`service#${at.pair.name}`, {
          mode: mode satisfies ArmingMode,
          reason: 'a migration',
          by: 'operator',
          atMilliseconds: before,
        }),
      );

      at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
      await at.pass(240);

      const incident = (await at.incidents()).at(-1);
      expect(incident?.outcome).toMatchObject({ name: 'held', reason });
      expect(incident?.outcome?.sentence).toContain('a migration');
      expect(incident?.decision).toMatchObject({ action: 'fail-over', reason: 'instance-stopped' });
      // Told when it began to be held, and not at each of the looks since.
      expect(toldOf(at)).toMatchObject([{ outcome: 'held', reason }]);
      expect(at.changes(before)).toEqual([]);
      expect(await at.violations()).toEqual([]);
    },
  );

  it('because nobody ever armed it keeps its decision, and nothing is changed', async () => {
    const at = await scene({ armed: false });

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(180);

    const incident = (await at.incidents()).at(-1);
    expect(incident?.outcome).toMatchObject({ name: 'held', reason: 'rehearse-only' });
    expect(incident?.decision).toMatchObject({ action: 'fail-over', reason: 'instance-stopped' });
    expect(at.changes()).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('fails over at the next look once it is armed', async () => {
    const at = await scene({ armed: false });
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(120);

    await at.during(at.arm('it is time'));
    await at.pass(300);

    const outcomes = (await at.incidents()).map(({ outcome }) => outcome);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ name: 'completed', reason: 'instance-stopped' }),
    );
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });
});
