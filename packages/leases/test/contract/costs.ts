import { countCalls } from '../tampered-client.ts';
import {
  closing,
  execution,
  FIRST_STATE,
  hold,
  KEY,
  MOVED_STATE,
  NOW,
  opening,
  proofOf,
  stopping,
  type Held,
  type Subject,
} from './subject.ts';

const ARMED = { mode: 'armed', reason: 'r', by: 'operator', atMilliseconds: NOW } as const;
const SLOT = { incidentId: 'x', zone: 'a', nowMilliseconds: NOW, windowSeconds: 300 };
const DECLARED = { by: 'operator', reason: 'gone', atMilliseconds: NOW };

type Act = (subject: Subject, held: Held) => Promise<unknown>;

/** What each operation costs when nobody is in its way: requests that read, requests that write. */
const COSTS: readonly [operation: string, reads: number, writes: number, act: Act][] = [
  ['readService', 1, 0, ({ store }) => store.readService(KEY)],
  ['open, new', 3, 1, ({ store }) => store.open(opening('b', { key: 'service#jupiter' }))],
  ['open, same owner', 3, 1, ({ store }) => store.open(opening('owner'))],
  ['open, joined', 1, 1, ({ store }) => store.open(opening('later'))],
  ['takeTurn', 0, 1, ({ store }) => store.takeTurn(KEY, execution('owner'), NOW)],
  ['recordIntent', 1, 1, ({ store }, held) => store.recordIntent(held.hold, stopping(), [])],
  ['saveState', 1, 1, ({ store }, held) => store.saveState(held.hold, { members: {} })],
  [
    'commit',
    1,
    1,
    ({ store }, held) => store.commit(held.hold, { expectedEpoch: 1, state: MOVED_STATE }),
  ],
  ['close', 2, 1, ({ store }, held) => store.close(held.hold, closing('incident-owner'))],
  [
    'beginPlan',
    1,
    1,
    ({ store }, held) => store.beginPlan(held.hold, { incidentId: 'x', planHash: 'h' }),
  ],
  ['readPlan', 1, 0, ({ store }) => store.readPlan(KEY)],
  ['setArming', 0, 1, ({ store }) => store.setArming(KEY, ARMED)],
  ['declareOver', 0, 1, ({ store }) => store.declareOver(KEY, 1, DECLARED)],
  [
    'reserveVelocity',
    1,
    1,
    ({ store }) => store.reserveVelocity({ ...SLOT, limit: 1, zoneLimit: 1 }),
  ],
  ['returnVelocity, no slot', 1, 0, ({ store }) => store.returnVelocity('x')],
  [
    'appendTimeline, one entry',
    0,
    1,
    ({ store }) => store.appendTimeline('x', [{ atMilliseconds: NOW, step: 's', sentence: 's' }]),
  ],
];

/** The README's table of costs. */
export function costsContract(subject: () => Subject): void {
  it.each(COSTS)('%s: %i reads, %i writes', async (_, reads, writes, act) => {
    const { store, client } = subject();
    const held = await hold(store, 'owner');
    await store.adoptState(held.hold, FIRST_STATE);
    const counter = countCalls(client);

    await act(subject(), held);
    counter.restore();

    expect(counter.taken()).toEqual({ reads, writes });
  });

  it('settles an intent with 1 read, 1 write', async () => {
    const { store, client } = subject();
    const owner = await hold(store, 'owner');
    const { sequence } = await store.recordIntent(owner.hold, stopping(), []);
    const counter = countCalls(client);

    await store.settleIntents(owner.hold, [sequence]);
    counter.restore();

    expect(counter.taken()).toEqual({ reads: 1, writes: 1 });
  });

  it('takes over with 4 reads, 1 write', async () => {
    const { store, client } = subject();
    await hold(store, 'dead');
    const proof = proofOf(await store.readService(KEY));
    const counter = countCalls(client);

    await store.open(opening('heir', { proof }));
    counter.restore();

    expect(counter.taken()).toEqual({ reads: 4, writes: 1 });
  });
}
