import type { VelocityRequest } from '../../src/index.ts';
import { NOW, type Subject } from './subject.ts';

function slot(index: number, change: Partial<VelocityRequest> = {}): VelocityRequest {
  return {
    incidentId: `incident-${index}`,
    zone: `zone-${index}`,
    nowMilliseconds: NOW,
    windowSeconds: 300,
    limit: 10,
    zoneLimit: 50,
    ...change,
  };
}

const FIFTY = Array.from({ length: 50 }, (_, index) => index);

/** How many services may fail over in a window. */
export function velocityContract(subject: () => Subject): void {
  it('grants fifty services at once exactly the limit', async () => {
    const { store } = subject();

    const answers = await Promise.all(FIFTY.map((index) => store.reserveVelocity(slot(index))));

    expect(answers.filter(({ granted }) => granted)).toHaveLength(10);
  });

  it('grants fifty services of one zone exactly the limit of the zone', async () => {
    const { store } = subject();
    const change = { zone: 'us-east-1a', limit: 5, zoneLimit: 8 };

    const answers = await Promise.all(
      FIFTY.map((index) => store.reserveVelocity(slot(index, change))),
    );

    const granted = answers.filter((answer) => answer.granted);
    expect(granted).toHaveLength(8);
    expect(granted.every(({ taken }) => taken === 1)).toBe(true);
  });

  it('gives an incident its slot once, and takes it back', async () => {
    const { store } = subject();

    const first = await store.reserveVelocity(slot(1, { limit: 1 }));
    const again = await store.reserveVelocity(slot(1, { limit: 1 }));
    const other = await store.reserveVelocity(slot(2, { limit: 1 }));
    await store.returnVelocity('incident-1');
    await store.returnVelocity('incident-1');
    const afterwards = await store.reserveVelocity(slot(2, { limit: 1 }));

    expect([first, again]).toEqual([
      { granted: true, taken: 1, inZone: 1 },
      { granted: true, taken: 1, inZone: 1 },
    ]);
    expect(other).toEqual({ granted: false, taken: 1, inZone: 0 });
    expect(afterwards.granted).toBe(true);
  });

  it('frees a slot when its window has passed', async () => {
    const { store } = subject();
    await store.reserveVelocity(slot(1, { limit: 1 }));

    const atTheEdge = { limit: 1, nowMilliseconds: NOW + 300_000 };
    const edge = await store.reserveVelocity(slot(2, atTheEdge));
    const past = await store.reserveVelocity(slot(2, { limit: 1, nowMilliseconds: NOW + 300_001 }));

    expect([edge.granted, past.granted]).toEqual([false, true]);
  });
}
