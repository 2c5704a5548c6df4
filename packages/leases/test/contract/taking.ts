import type { Hold, LeaseStore } from '../../src/index.ts';
import { beforeNextWrite, loseAnswer } from '../tampered-client.ts';
import {
  closing,
  execution,
  FIRST_STATE,
  hold,
  KEY,
  MOVED_STATE,
  NOW,
  opening,
  outcomeOf,
  proofOf,
  stopping,
  type Subject,
} from './subject.ts';

/** Who gets the lease, and what becomes of those who do not. */
export function takingContract(subject: () => Subject): void {
  it('gives a free lease to the first, with a new incident', async () => {
    const { store } = subject();

    const opened = await hold(store, 'first');

    expect(opened).toMatchObject({
      result: 'opened',
      hold: { key: KEY, term: 1, turn: 1 },
      incident: { id: 'incident-first', trigger: 'alarm of first', failures: 0 },
      record: { openIncident: { id: 'incident-first', joined: [], joinedCount: 0 } },
    });
    expect(opened.record.state).toBeUndefined();
  });

  it('lets one of fifty win, joins the others, and loses no term and no trigger', async () => {
    const { store } = subject();
    const names = Array.from({ length: 50 }, (_, index) => `taker-${index}`);

    const results = await Promise.all(names.map((name) => store.open(opening(name))));

    const record = await store.readService(KEY);
    expect(results.filter(({ result }) => result === 'opened')).toHaveLength(1);
    expect(results.filter(({ result }) => result === 'joined')).toHaveLength(49);
    expect(record.lease.term).toBe(1);
    expect(record.openIncident).toMatchObject({ joinedCount: 49 });
    expect(new Set(record.openIncident?.joined.map(({ execution: name }) => name)).size).toBe(49);
  });

  it('keeps every intent while takers come in between', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const takers = Array.from({ length: 20 }, (_, index) => opening(`taker-${index}`));
    const intents = Array.from({ length: 8 }, (_, index) => stopping({ on: [`i-${index}`] }));

    const [joined, recorded] = await Promise.all([
      Promise.all(takers.map((taker) => store.open(taker))),
      Promise.all(intents.map((intent) => store.recordIntent(owner.hold, intent, []))),
    ]);

    const { lease } = await store.readService(KEY);
    expect(joined.every(({ result }) => result === 'joined')).toBe(true);
    expect(recorded.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(lease).toMatchObject({ term: 1, turn: 1, lastSequence: 8 });
    expect(lease.unsettled).toHaveLength(8);
  });

  it('stops the older of two turns at its next intent', async () => {
    const { store } = subject();
    const first = await hold(store, 'owner');

    const second = await store.takeTurn(KEY, execution('owner'), NOW + 120_000);
    const older = await outcomeOf(store.recordIntent(first.hold, stopping(), []));
    const newer = second && (await store.recordIntent(second.hold, stopping(), []));

    expect(second?.hold).toMatchObject({ term: 1, turn: 2 });
    expect(second?.lease.turnDeadlineMilliseconds).toBe(NOW + 120_000);
    expect(older).toBe('LeaseLost');
    expect(newer?.sequence).toBe(1);
  });

  it.each<[string, (store: LeaseStore, older: Hold) => Promise<unknown>]>([
    ['an intent', (store, older) => store.recordIntent(older, stopping(), [])],
    ['a commit', (store, older) => store.commit(older, { expectedEpoch: 1, state: MOVED_STATE })],
    ['an end', (store, older) => store.close(older, closing('incident-owner'))],
  ])('refuses the older turn %s when a newer one begins in the last moment', async (_, act) => {
    const { store, client } = subject();
    const older = await hold(store, 'owner');
    await store.adoptState(older.hold, FIRST_STATE);
    beforeNextWrite(client, () => store.takeTurn(KEY, execution('owner'), NOW + 120_000));

    const outcome = await outcomeOf(act(store, older.hold));

    const { lease, state } = await store.readService(KEY);
    expect(outcome).toBe('LeaseLost');
    expect(lease).toMatchObject({ turn: 2, unsettled: [] });
    expect(lease.owner).toBeDefined();
    expect(state?.epoch).toBe(1);
  });

  it('gives different turns to two invocations at once', async () => {
    const { store } = subject();
    await hold(store, 'owner');

    const turns = await Promise.all(
      [1, 2, 3].map(() => store.takeTurn(KEY, execution('owner'), NOW + 120_000)),
    );

    expect(turns.map((turn) => turn?.hold.turn).sort()).toEqual([2, 3, 4]);
  });

  it('gives no turn to an execution that holds nothing', async () => {
    const { store } = subject();
    await hold(store, 'owner');

    const turn = await store.takeTurn(KEY, execution('stranger'), NOW + 120_000);

    expect(turn).toBeUndefined();
  });

  it('resumes an incident that was left open, in a new term', async () => {
    const { store } = subject();
    const first = await hold(store, 'first');
    await store.close(first.hold, closing('incident-first', { keepOpen: true }));

    const second = await hold(store, 'second');

    expect(second).toMatchObject({
      result: 'resumed',
      hold: { term: 2, turn: 1 },
      incident: { id: 'incident-first', executions: ['first', 'second'], failures: 0 },
    });
  });

  it('takes over with a proof: same incident, and nothing of the dead owner’s is open', async () => {
    const { store } = subject();
    const dead = await hold(store, 'dead');
    await store.recordIntent(dead.hold, stopping(), []);
    const proof = proofOf(await store.readService(KEY));

    const heir = await hold(store, 'heir', { proof });
    const zombie = await outcomeOf(store.recordIntent(dead.hold, stopping({ on: ['i-2'] }), []));

    expect(heir).toMatchObject({
      result: 'resumed',
      hold: { term: 2, turn: 1 },
      incident: { id: 'incident-dead', failures: 1, executions: ['dead', 'heir'] },
    });
    // The proof rests on each of its calls being settled: the heir waits for none of them again.
    expect(heir.record.lease).toMatchObject({ unsettled: [], lastSequence: 1 });
    expect(zombie).toBe('LeaseLost');
  });

  it.each([
    ['takes another turn', 'turn'],
    ['writes another intent', 'intent'],
  ])('does not take over when the owner %s after the judgement', async (_, what) => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const proof = proofOf(await store.readService(KEY));
    if (what === 'turn') await store.takeTurn(KEY, execution('owner'), NOW + 120_000);
    else await store.recordIntent(owner.hold, stopping(), []);

    const result = await store.open(opening('heir', { proof }));

    expect(result).toMatchObject({ result: 'joined', incidentId: 'incident-owner' });
  });

  it('does not take over when the owner writes an intent in the last moment', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    const proof = proofOf(await store.readService(KEY));
    beforeNextWrite(client, () => store.recordIntent(owner.hold, stopping(), []));

    const result = await store.open(opening('heir', { proof }));

    expect(result).toMatchObject({ result: 'joined' });
    expect((await store.readService(KEY)).lease).toMatchObject({ term: 1, lastSequence: 1 });
  });

  it('lets one of two heirs with the same proof take over', async () => {
    const { store } = subject();
    await hold(store, 'dead');
    const proof = proofOf(await store.readService(KEY));

    const results = await Promise.all([
      store.open(opening('heir-1', { proof })),
      store.open(opening('heir-2', { proof })),
    ]);

    expect(results.map(({ result }) => result).sort()).toEqual(['joined', 'resumed']);
    expect((await store.readService(KEY)).lease.term).toBe(2);
  });

  it('lets an owner that was declared over change nothing more, but close', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const declaration = { by: 'operator', reason: 'its host is gone', atMilliseconds: NOW };
    await store.declareOver(KEY, 1, declaration);

    const outcomes = [
      await outcomeOf(store.recordIntent(owner.hold, stopping(), [])),
      await outcomeOf(store.takeTurn(KEY, execution('owner'), NOW + 1)),
      await outcomeOf(store.open(opening('owner'))),
      await outcomeOf(store.close(owner.hold, closing('incident-owner'))),
    ];

    expect(outcomes).toEqual(['LeaseLost', 'LeaseLost', 'LeaseLost', undefined]);
    expect((await store.readService(KEY)).lease.owner).toBeUndefined();
  });

  it.each<[string, (store: LeaseStore, owner: Hold) => Promise<unknown>]>([
    ['an intent', (store, owner) => store.recordIntent(owner, stopping(), [])],
    ['a commit', (store, owner) => store.commit(owner, { expectedEpoch: 1, state: MOVED_STATE })],
  ])('refuses %s of an owner that is declared over in the last moment', async (_, act) => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    await store.adoptState(owner.hold, FIRST_STATE);
    const declaration = { by: 'operator', reason: 'its host is gone', atMilliseconds: NOW };
    beforeNextWrite(client, () => store.declareOver(KEY, 1, declaration));

    const outcome = await outcomeOf(act(store, owner.hold));

    const { lease, state } = await store.readService(KEY);
    expect(outcome).toBe('LeaseLost');
    expect(lease.unsettled).toEqual([]);
    expect(state?.epoch).toBe(1);
  });

  it('refuses to declare the owner of another term over', async () => {
    const { store } = subject();
    await hold(store, 'owner');
    const declaration = { by: 'operator', reason: 'gone', atMilliseconds: NOW };

    const outcome = await outcomeOf(store.declareOver(KEY, 7, declaration));

    expect(outcome).toBe('OrderOutdated');
  });

  it('says who was expected and who was found when a lease is lost', async () => {
    const { store } = subject();
    const dead = await hold(store, 'dead');
    await hold(store, 'heir', { proof: proofOf(await store.readService(KEY)) });

    const attempt = store.recordIntent(dead.hold, stopping(), []);

    await expect(attempt).rejects.toThrow(
      /expected .*dead, term 1, turn 1; found .*heir, term 2, turn 1/,
    );
  });

  it('continues as the same owner when the answer to opening was lost', async () => {
    const { store, client } = subject();
    const tamper = loseAnswer(client, 0);

    const lost = await outcomeOf(store.open(opening('owner')));
    const again = await store.open(opening('owner'));
    tamper.restore();

    expect(lost).toBe('StoreUnavailable');
    expect(again).toMatchObject({
      result: 'resumed',
      hold: { term: 1, turn: 2 },
      incident: { id: 'incident-owner' },
    });
  });

  it('refuses an incident id that was used before', async () => {
    const { store } = subject();
    const first = await hold(store, 'first');
    await store.close(first.hold, closing('incident-first'));

    const outcome = await outcomeOf(store.open(opening('first')));

    expect(outcome).toBe('IncidentIdTaken');
  });
}
