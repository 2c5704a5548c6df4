import { beforeNextWrite } from '../tampered-client.ts';
import { closing, hold, KEY, NOW, opening, outcomeOf, stopping, type Subject } from './subject.ts';

/** How a hold ends, and that nothing that came meanwhile is lost. */
export function closingContract(subject: () => Subject): void {
  it('frees the lease and closes the incident in one', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');

    await store.close(owner.hold, closing('incident-owner', { decision: { action: 'ignore' } }));

    const record = await store.readService(KEY);
    const incident = await store.readIncident('incident-owner');
    expect(record.lease).toMatchObject({ term: 1, unsettled: [] });
    expect(record.lease.owner).toBeUndefined();
    expect(record.openIncident).toBeUndefined();
    expect(incident).toMatchObject({
      closedAtMilliseconds: NOW + 30_000,
      decision: { action: 'ignore' },
      outcome: { name: 'completed' },
    });
  });

  it('does not close over a trigger that the owner has not seen', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.open(opening('later', { trigger: { what: 'later', execution: 'later' } }));

    const unseen = await outcomeOf(store.close(owner.hold, closing('incident-owner')));
    const { openIncident } = await store.readService(KEY);
    const seen = store.close(owner.hold, closing('incident-owner', { joinsSeen: 1 }));

    expect(unseen).toBe('JoinedSince');
    expect(openIncident?.joined).toMatchObject([{ what: 'later', atMilliseconds: NOW }]);
    await expect(seen).resolves.toBeUndefined();
  });

  it('does not close over a trigger that joins in the last moment', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    beforeNextWrite(client, () => store.open(opening('later')));

    const outcome = await outcomeOf(store.close(owner.hold, closing('incident-owner')));

    expect(outcome).toBe('JoinedSince');
    expect((await store.readService(KEY)).lease.owner).toBeDefined();
  });

  it('opens a new incident for a trigger whose incident closes in the last moment', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    beforeNextWrite(client, () => store.close(owner.hold, closing('incident-owner')));

    const result = await store.open(opening('later'));

    expect(result).toMatchObject({ result: 'opened', incident: { id: 'incident-later' } });
  });

  it('never loses a trigger in a race of joining and closing', async () => {
    const { store } = subject();
    for (let round = 0; round < 10; round++) {
      const owner = await hold(store, `owner-${round}`);

      const [joined, closed] = await Promise.all([
        store.open(opening(`later-${round}`)),
        outcomeOf(store.close(owner.hold, closing(owner.incident.id))),
      ]);

      // Either it joined and closing was refused, or it closed and the trigger opened its own.
      const { openIncident } = await store.readService(KEY);
      expect([joined.result, closed]).toEqual(
        joined.result === 'joined' ? ['joined', 'JoinedSince'] : ['opened', undefined],
      );
      expect(openIncident?.joinedCount).toBe(joined.result === 'joined' ? 1 : 0);
      if ('hold' in joined) await store.close(joined.hold, closing(joined.incident.id));
      else await store.close(owner.hold, closing(owner.incident.id, { joinsSeen: 1 }));
    }
  });

  it('carries an order to the owner', async () => {
    const { store } = subject();
    await hold(store, 'owner');
    const order = { kind: 'switchover', to: 'backup', epoch: 4 };
    const trigger = { what: 'an order', execution: 'cli', order };

    await store.open(opening('cli', { trigger }));

    expect((await store.readService(KEY)).openIncident?.joined).toMatchObject([{ order }]);
  });

  it('keeps the words of a hundred triggers and counts the rest, but takes no order unread', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    for (let index = 0; index < 103; index++) {
      await store.open(opening('storm', { trigger: { what: `${index}`, execution: 'storm' } }));
    }

    const order = { what: 'an order', execution: 'cli', order: { kind: 'run' } };
    const refused = await store.open(opening('cli', { trigger: order }));

    const { openIncident } = await store.readService(KEY);
    expect(openIncident?.joined).toHaveLength(100);
    expect(openIncident?.joinedCount).toBe(103);
    expect(refused.result).toBe('busy');
    await store.close(owner.hold, closing('incident-owner', { joinsSeen: 103 }));
  });

  it('counts the same trigger of the same execution once', async () => {
    const { store } = subject();
    await hold(store, 'owner');

    await store.open(opening('later'));
    await store.open(opening('later', { nowMilliseconds: NOW + 1 }));

    expect((await store.readService(KEY)).openIncident?.joinedCount).toBe(1);
  });

  it('does not close while a call may still take effect', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const { sequence } = await store.recordIntent(owner.hold, stopping(), []);

    const open = await outcomeOf(store.close(owner.hold, closing('incident-owner')));
    const settled = store.close(owner.hold, closing('incident-owner', { settled: [sequence] }));

    expect(open).toBe('CallsUnsettled');
    await expect(settled).resolves.toBeUndefined();
  });

  it('closes once the calls are settled, and takes no word of another turn for it', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const { sequence } = await store.recordIntent(owner.hold, stopping(), []);

    const late = await outcomeOf(store.settleIntents({ ...owner.hold, turn: 7 }, [sequence]));
    await store.settleIntents(owner.hold, [sequence]);
    await store.settleIntents(owner.hold, [sequence]);

    expect(late).toBe('LeaseLost');
    expect((await store.readService(KEY)).lease.unsettled).toEqual([]);
    await expect(store.close(owner.hold, closing('incident-owner'))).resolves.toBeUndefined();
  });

  it('does not close over an intent written in the last moment', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    beforeNextWrite(client, () => store.recordIntent(owner.hold, stopping(), []));

    const outcome = await outcomeOf(store.close(owner.hold, closing('incident-owner')));

    expect(outcome).toBe('CallsUnsettled');
    expect((await store.readService(KEY)).lease.unsettled).toHaveLength(1);
  });

  it('forgets what joined when it is left open, and counts looks that failed', async () => {
    const { store } = subject();
    const failed = { name: 'failed', reason: 'r', sentence: 's' } as const;
    const first = await hold(store, 'first');
    await store.open(opening('later'));
    const change = { keepOpen: true, joinsSeen: 1, outcome: failed };
    await store.close(first.hold, closing('incident-first', change));

    const second = await hold(store, 'second');

    expect(second.incident).toMatchObject({ id: 'incident-first', failures: 1 });
    expect(second.record.openIncident).toEqual({
      id: 'incident-first',
      joined: [],
      joinedCount: 0,
    });
  });

  it('drops what is settled with the next intent, and holds no more than sixteen', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    for (let index = 0; index < 16; index++) {
      await store.recordIntent(owner.hold, stopping({ on: [`i-${index}`] }), []);
    }

    const full = await outcomeOf(store.recordIntent(owner.hold, stopping({ on: ['i-16'] }), []));
    const next = await store.recordIntent(owner.hold, stopping({ on: ['i-16'] }), [1, 2]);

    const { lease } = await store.readService(KEY);
    expect(full).toBe('CallsUnsettled');
    expect(next.sequence).toBe(17);
    expect(lease.unsettled.map(({ sequence }) => sequence)).toEqual([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
  });
}
