import type { Scene } from '@understudy/fault-simulation';

import { sourceScene } from './packaged.ts';

/** Fifty runs at once, on a machine that does other things too. */
const TEST_MILLISECONDS_MAX = 120_000;

async function movedAndAsked(at: Scene) {
  const names = Object.keys(at.jupiter.services);
  const records = await at.during(
    Promise.all(names.map((name) => at.store.readService(`service#${name}`))),
  );
  const open = records.flatMap(({ openIncident }) => openIncident?.id ?? []);
  const incidents = await at.during(Promise.all(open.map((id) => at.store.readIncident(id))));
  return {
    moved: records.filter(({ state }) => state?.active === 'backup').length,
    asked: incidents.filter((incident) => incident?.outcome?.name === 'asked'),
  };
}

/** The instances that a call is about. */
function instancesOf(input: unknown): readonly string[] {
  return JSON.stringify(input).match(/i-[0-9a-f]{17}/g) ?? [];
}

describe('many services that fail at once', () => {
  it(
    'in several zones: ten of fifty fail over, the others are asked about in one group',
    async () => {
      const services = Array.from({ length: 50 }, (_, index) => `service-${index + 1}`);
      const at = await sourceScene({ jupiter: { quickAlarms: true, services, spread: true } });

      for (const { primaryId } of Object.values(at.jupiter.services)) {
        at.jupiter.ec2.fault(primaryId, 'crash');
      }
      await at.pass(200);

      const { moved, asked } = await movedAndAsked(at);
      const touched = new Set(at.changes().flatMap(({ call }) => instancesOf(call.input)));
      const primaries = Object.values(at.jupiter.services).map(({ primaryId }) => primaryId);
      expect(moved).toBe(10);
      // Who is asked about is not even fenced.
      expect(primaries.filter((id) => touched.has(id))).toHaveLength(10);
      expect(asked).toHaveLength(40);
      expect(new Set(asked.map((incident) => incident?.approval?.group))).toEqual(
        new Set(['velocity']),
      );
      expect(await at.violations()).toEqual([]);
    },
    TEST_MILLISECONDS_MAX,
  );

  it(
    'in one zone are one event: all thirty fail over',
    async () => {
      const services = Array.from({ length: 30 }, (_, index) => `service-${index + 1}`);
      const at = await sourceScene({ jupiter: { quickAlarms: true, services } });

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
