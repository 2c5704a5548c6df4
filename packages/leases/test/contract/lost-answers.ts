import { loseAnswer } from '../tampered-client.ts';
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
  stopping,
  type Subject,
} from './subject.ts';

/** One whole run; each operation is repeated once when its answer is lost. */
async function run({ store }: Subject): Promise<readonly string[]> {
  const repeated: string[] = [];
  async function twice<T>(name: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof Error) || thrown.name !== 'StoreUnavailable') throw thrown;
      repeated.push(name);
      return attempt();
    }
  }
  const arming = { mode: 'armed', reason: 'ready', by: 'operator', atMilliseconds: NOW } as const;
  await twice('setArming', () => store.setArming(KEY, arming));
  await twice('open', () => hold(store, 'owner'));
  const turn = await twice('takeTurn', () => store.takeTurn(KEY, execution('owner'), NOW + 1));
  if (turn === undefined) throw new TypeError('expected a turn, found none');
  await twice('adoptState', () => store.adoptState(turn.hold, FIRST_STATE));
  const intent = await twice('recordIntent', () => store.recordIntent(turn.hold, stopping(), []));
  await twice('join', () => store.open(opening('later')));
  const order = { what: 'an order', execution: 'cli', order: { kind: 'run' } };
  await twice('order', () => store.open(opening('cli', { trigger: order })));
  const members = { ...FIRST_STATE.members, primary: { instanceId: 'i-0new' } };
  await twice('saveState', () => store.saveState(turn.hold, { members }));
  await twice('reserveVelocity', () =>
    store.reserveVelocity({
      incidentId: 'incident-owner',
      zone: 'us-east-1a',
      nowMilliseconds: NOW,
      windowSeconds: 300,
      limit: 1,
      zoneLimit: 1,
    }),
  );
  const moved = { expectedEpoch: 1, state: MOVED_STATE };
  await twice('commit', () => store.commit(turn.hold, moved));
  const entry = { atMilliseconds: NOW, step: 'commit', sentence: 'committed' };
  await twice('appendTimeline', () => store.appendTimeline('incident-owner', [entry]));
  const change = { joinsSeen: 2, settled: [intent.sequence] };
  await twice('close', () => store.close(turn.hold, closing('incident-owner', change)));
  await twice('returnVelocity', () => store.returnVelocity('incident-owner'));
  return repeated;
}

/** The writes of the run above; a test below says when this is not so any more. */
const WRITES_OF_A_RUN = 13;

export function lostAnswersContract(subject: () => Subject): void {
  it.each(Array.from({ length: WRITES_OF_A_RUN }, (_, index) => index + 1))(
    'comes to the same end when the answer to write %i is lost',
    async (which) => {
      const { store, client } = subject();
      const tamper = loseAnswer(client, which - 1);

      const repeated = await run(subject());
      tamper.restore();

      const record = await store.readService(KEY);
      expect(repeated).toHaveLength(1);
      expect(record.lease).toMatchObject({ term: 1, lastSequence: 1, unsettled: [] });
      expect(record.lease.owner).toBeUndefined();
      expect(record.state).toMatchObject({ active: 'backup', epoch: 2, joined: [] });
      expect(record.arming).toMatchObject({ mode: 'armed' });
      expect(await store.readTimeline('incident-owner')).toHaveLength(1);
      expect(await store.listIncidents({ limit: 10 })).toMatchObject([
        { id: 'incident-owner', failures: 0, outcome: { name: 'completed' } },
      ]);
    },
  );

  it('makes as many writes in a run as the table above has rows', async () => {
    const { client } = subject();
    const tamper = loseAnswer(client, Number.POSITIVE_INFINITY);

    const repeated = await run(subject());
    tamper.restore();

    expect(repeated).toEqual([]);
    expect(tamper.writes()).toBe(WRITES_OF_A_RUN);
  });

  it('adds another intent for another try, named by its own token', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');

    const first = await store.recordIntent(owner.hold, stopping({ token: 'try-1' }), []);
    const again = await store.recordIntent(
      owner.hold,
      stopping({ token: 'try-1', sendByMilliseconds: NOW + 99_000 }),
      [],
    );
    const second = await store.recordIntent(owner.hold, stopping({ token: 'try-2' }), []);

    expect(again).toEqual(first);
    expect(second.sequence).toBe(2);
  });

  it('finds its own declaration and its own takeover again', async () => {
    const { store, client } = subject();
    await hold(store, 'dead');
    const declaration = { by: 'operator', reason: 'gone', atMilliseconds: NOW };
    const tamper = loseAnswer(client, 0);

    const lost = await outcomeOf(store.declareOver(KEY, 1, declaration));
    const again = await outcomeOf(store.declareOver(KEY, 1, declaration));
    tamper.restore();
    const { lease } = await store.readService(KEY);
    const judged = { term: lease.term, turn: lease.turn, lastSequence: lease.lastSequence };
    const proof = { judged, by: 'declared', person: 'operator', reason: 'gone' } as const;
    const second = loseAnswer(client, 0);
    const lostTakeover = await outcomeOf(store.open(opening('heir', { proof })));
    const takenOver = await store.open(opening('heir', { proof }));
    second.restore();

    expect([lost, again, lostTakeover]).toEqual([
      'StoreUnavailable',
      undefined,
      'StoreUnavailable',
    ]);
    expect(takenOver).toMatchObject({
      result: 'resumed',
      hold: { term: 2, turn: 2 },
      incident: { id: 'incident-dead', failures: 1 },
    });
  });
}
