import type { LeaseKey } from '../../src/index.ts';
import { smallPages } from '../tampered-client.ts';
import { closing, hold, KEY, NOW, opening, type Subject } from './subject.ts';

/** What is read over many pages. */
export function listingContract(subject: () => Subject): void {
  it('lists every service that was armed or opened, over as many pages as there are', async () => {
    const { store, client } = subject();
    const names = Array.from({ length: 12 }, (_, index) => `s-${String(index).padStart(2, '0')}`);
    const keys = names.map((name): LeaseKey => `service#${name}`);
    const arming = { mode: 'armed', reason: 'r', by: 'operator', atMilliseconds: NOW } as const;
    for (const key of keys) await store.setArming(key, arming);
    await hold(store, 'owner', { key: 'plan#konecta-erp' });
    const tamper = smallPages(client);

    const services = await store.listServices();
    tamper.restore();

    expect(services.map(({ key }) => key)).toEqual(['plan#konecta-erp', ...keys]);
    expect(services[0]?.lease.term).toBe(1);
    expect(services[1]?.arming?.mode).toBe('armed');
  });

  it('reads a service whole, and a timeline to its end, over small pages', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    const entries = [1, 2, 3].map((second) => ({
      atMilliseconds: NOW + second,
      step: `step-${second}`,
      sentence: 's',
    }));
    await store.appendTimeline('incident-owner', entries);
    const tamper = smallPages(client);

    const record = await store.readService(KEY);
    const timeline = await store.readTimeline('incident-owner');
    tamper.restore();

    expect(record).toMatchObject({ lease: { term: 1 }, openIncident: { id: 'incident-owner' } });
    expect(timeline).toEqual(entries);
    await store.close(owner.hold, closing('incident-owner'));
  });

  it('knows nothing of a service that it never saw', async () => {
    const { store } = subject();

    const record = await store.readService('service#jupiter');

    expect(record).toEqual({
      key: 'service#jupiter',
      lease: { term: 0, turn: 0, turnDeadlineMilliseconds: 0, unsettled: [], lastSequence: 0 },
    });
    expect(await store.readIncident('none')).toBeUndefined();
    expect((await store.open(opening('first'))).result).toBe('opened');
  });
}
