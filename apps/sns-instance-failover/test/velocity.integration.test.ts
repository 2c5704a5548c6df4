import { scene } from './packaged.ts';

function named(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, index) => `service-${String(index + 1).padStart(2, '0')}`,
  );
}

async function crashAll(count: number, spread: boolean) {
  const at = await scene({ jupiter: { quickAlarms: true, services: named(count), spread } });
  for (const { primaryId } of Object.values(at.jupiter.services)) {
    at.jupiter.ec2.fault(primaryId, 'crash');
  }
  return at;
}

async function movedAndAsked(at: Awaited<ReturnType<typeof scene>>) {
  const names = Object.keys(at.jupiter.services);
  const records = await Promise.all(names.map((name) => at.record(name)));
  const open = records.flatMap(({ openIncident }) => openIncident?.id ?? []);
  const incidents = await Promise.all(open.map((id) => at.during(at.store.readIncident(id))));
  return {
    moved: records.filter(({ state }) => state?.active === 'backup').length,
    asked: incidents.filter((incident) => incident?.outcome?.name === 'asked'),
  };
}

describe('many services that fail at once', () => {
  it('in several zones: ten of fifty fail over, one answer releases the others', async () => {
    const at = await crashAll(50, true);
    await at.pass(280);
    const before = await movedAndAsked(at);

    for (const incident of before.asked) {
      if (incident?.approval?.group !== 'velocity') continue;
      await at.during(
        at.store.answerApproval(incident.id, incident.approval.id, {
          verdict: 'approved',
          by: 'operator',
          comment: 'the cause is known',
          atMilliseconds: at.clock.now(),
        }),
      );
    }
    await at.pass(300);

    expect(before.moved).toBe(10);
    expect(before.asked).toHaveLength(40);
    expect(new Set(before.asked.map((incident) => incident?.approval?.group))).toEqual(
      new Set(['velocity']),
    );
    expect((await movedAndAsked(at)).moved).toBe(50);
    expect(await at.violations()).toEqual([]);
  }, 120_000);

  it('in one zone: all thirty fail over', async () => {
    const at = await crashAll(30, false);

    await at.pass(300);

    expect((await movedAndAsked(at)).moved).toBe(30);
    expect(await at.violations()).toEqual([]);
  }, 120_000);
});
