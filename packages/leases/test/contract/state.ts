import {
  closing,
  FIRST_STATE,
  hold,
  KEY,
  MOVED_STATE,
  NOW,
  outcomeOf,
  proofOf,
  type Subject,
} from './subject.ts';

/** The side in charge, its epoch, and what else is known of the members. */
export function stateContract(subject: () => Subject): void {
  it('commits once: a repeat finds it done', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.adoptState(owner.hold, FIRST_STATE);

    const first = await store.commit(owner.hold, { expectedEpoch: 1, state: MOVED_STATE });
    const again = await store.commit(owner.hold, { expectedEpoch: 1, state: MOVED_STATE });

    expect(first).toMatchObject({ active: 'backup', epoch: 2, openIncident: 'incident-owner' });
    expect(again).toEqual(first);
    expect((await store.readService(KEY)).state).toEqual(first);
  });

  it('refuses to commit at an epoch that has passed', async () => {
    const { store } = subject();
    const first = await hold(store, 'first');
    await store.adoptState(first.hold, FIRST_STATE);
    await store.commit(first.hold, { expectedEpoch: 1, state: MOVED_STATE });
    await store.close(first.hold, closing('incident-first'));
    const second = await hold(store, 'second');

    const outcome = await outcomeOf(
      store.commit(second.hold, { expectedEpoch: 1, state: MOVED_STATE }),
    );

    expect(outcome).toBe('EpochMoved');
  });

  it('lets nobody write state whose lease was taken', async () => {
    const { store } = subject();
    const dead = await hold(store, 'dead');
    await store.adoptState(dead.hold, FIRST_STATE);
    await hold(store, 'heir', { proof: proofOf(await store.readService(KEY)) });

    const outcomes = [
      await outcomeOf(store.commit(dead.hold, { expectedEpoch: 1, state: MOVED_STATE })),
      await outcomeOf(store.saveState(dead.hold, { lastChangeAtMilliseconds: 1 })),
      await outcomeOf(store.adoptState(dead.hold, FIRST_STATE)),
      await outcomeOf(store.close(dead.hold, closing('incident-dead'))),
    ];

    expect(outcomes).toEqual(['LeaseLost', 'LeaseLost', 'LeaseLost', 'LeaseLost']);
    expect((await store.readService(KEY)).state).toMatchObject({ active: 'primary', epoch: 1 });
  });

  it('adopts the first state once, and refuses another one', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.adoptState(owner.hold, FIRST_STATE);

    const same = await outcomeOf(store.adoptState(owner.hold, FIRST_STATE));
    const other = await outcomeOf(
      store.adoptState(owner.hold, { ...FIRST_STATE, active: 'backup' }),
    );

    expect(same).toBeUndefined();
    expect(other).toBe('StateKnown');
  });

  it('needs a state before it is changed', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');

    const saved = await outcomeOf(store.saveState(owner.hold, { lastChangeAtMilliseconds: 1 }));
    const committed = await outcomeOf(
      store.commit(owner.hold, { expectedEpoch: 1, state: MOVED_STATE }),
    );

    expect([saved, committed]).toEqual(['StateUnknown', 'StateUnknown']);
  });

  it('saves what is known of the members, and leaves who is in charge alone', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.adoptState(owner.hold, FIRST_STATE);
    const members = {
      ...FIRST_STATE.members,
      primary: { instanceId: 'i-0primary', fencedSinceMilliseconds: NOW },
    };

    const saved = await store.saveState(owner.hold, { members });

    expect(saved).toMatchObject({ active: 'primary', epoch: 1, members });
  });

  it('drops an old cool-down when a commit sets none', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.adoptState(owner.hold, { ...FIRST_STATE, coolDownUntilMilliseconds: NOW });

    const committed = await store.commit(owner.hold, { expectedEpoch: 1, state: FIRST_STATE });

    expect(committed.coolDownUntilMilliseconds).toBeUndefined();
  });

  it('accepts a suspect member, at the epoch that was named and while no run holds it', async () => {
    const { store } = subject();
    const suspect = { sinceMilliseconds: NOW, incident: 'x', reason: 'stopped' };
    const primary = { instanceId: 'i-0primary', suspect };
    const owner = await hold(store, 'owner');
    const members = { ...FIRST_STATE.members, primary };
    await store.adoptState(owner.hold, { ...FIRST_STATE, members });

    const during = await outcomeOf(store.acceptMember(KEY, 1, 'i-0primary'));
    await store.close(owner.hold, closing('incident-owner'));
    const outdated = await outcomeOf(store.acceptMember(KEY, 2, 'i-0primary'));
    const unknown = await outcomeOf(store.acceptMember(KEY, 1, 'i-0other'));
    const accepted = await store.acceptMember(KEY, 1, 'i-0primary');

    expect([during, outdated, unknown]).toEqual(['LeaseHeld', 'OrderOutdated', 'OrderOutdated']);
    expect(accepted.members.primary).toEqual({ instanceId: 'i-0primary' });
  });
}
