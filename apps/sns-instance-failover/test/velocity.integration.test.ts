import { scene } from './packaged.ts';

/** Thirty runs at once, on a machine that does other things too. */
const TEST_MILLISECONDS_MAX = 300_000;

describe('many services that fail at once', () => {
  it(
    'in one zone are one event: all thirty fail over',
    async () => {
      const services = Array.from({ length: 30 }, (_, index) => `service-${index + 1}`);
      const at = await scene({ jupiter: { quickAlarms: true, services } });

      for (const { primaryId } of Object.values(at.jupiter.services)) {
        at.jupiter.ec2.fault(primaryId, 'crash');
      }
      await at.pass(300);

      const records = await Promise.all(services.map((name) => at.record(name)));
      expect(records.map(({ state }) => state?.active)).toEqual(services.map(() => 'backup'));
      expect(await at.violations()).toEqual([]);
    },
    TEST_MILLISECONDS_MAX,
  );
});
