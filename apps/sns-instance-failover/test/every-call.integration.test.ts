import { FAULT_KINDS, type CallId } from '@understudy/fault-simulation';

import {
  callsOfStraightFailover,
  inGroupsOf,
  sameEnd,
  strike,
  type Blow,
  type BlowKind,
} from './strike.ts';

/**
 * The full product of calls and kinds, for a nightly run: UNDERSTUDY_EVERY_FAULT=1. Otherwise every
 * second call suffers one kind, in turn, which takes a minute instead of an hour.
 */
const IS_NIGHTLY = process.env['UNDERSTUDY_EVERY_FAULT'] === '1';

/** Services that fail over side by side in one world, each struck at its own call. */
const SERVICES_AT_ONCE = 10;

const CHECKPOINT = /^CheckpointDurableExecution$/;
/** What changes the table or the user's resources. */
const WRITE = /^(Update|Transact|Deregister|Register|Stop|Start)/;
/** What changes the user's resources. */
const CHANGE = /^(Deregister|Register|Stop|Start)/;

describe('an execution that is struck at one of its calls', () => {
  jest.setTimeout(IS_NIGHTLY ? 7_200_000 : 600_000);

  it.each(FAULT_KINDS.map((kind, index) => [kind, index] as const))(
    'ends the same, with no second effect, when a call is %s',
    async (kind, index) => {
      const calls = await callsOfStraightFailover();

      await expectSameEnd(share(calls, 2 * FAULT_KINDS.length, 2 * index), kind);
    },
  );

  it.each([
    ['before', 'crash-before', 0],
    ['after', 'crash-after', 1],
  ] as const)('ends the same when it dies %s a checkpoint', async (_side, kind, index) => {
    const calls = await callsOfStraightFailover();
    const checkpoints = calls.filter(({ operation }) => CHECKPOINT.test(operation));

    await expectSameEnd(share(checkpoints, 3, index), kind);
  });

  it.each([
    ['before', 'crash-before', 1],
    ['after', 'crash-after', 0],
  ] as const)('ends the same when it dies inside a step, %s it writes', async (_s, kind, index) => {
    const calls = await callsOfStraightFailover();
    const writes = calls.filter(({ operation }) => IS_NIGHTLY || WRITE.test(operation));

    await expectSameEnd(share(writes, 4, index), kind);
  });

  it('changes nothing at its thaw, frozen for an hour with a change on its way', async () => {
    const calls = await callsOfStraightFailover();
    const changes = calls.filter(({ operation }) => CHANGE.test(operation));

    await expectSameEnd(share(changes, 2, 0), 'freeze-before');
  });

  it('sends nothing at its thaw, frozen for an hour between its intent and its change', async () => {
    const calls = await callsOfStraightFailover();
    const intents = calls.filter((_, index) => CHANGE.test(calls[index + 1]?.operation ?? ''));

    await expectSameEnd(share(intents, 2, 0), 'freeze-after');
  });

  it('ends the same when it is frozen for an hour before it hears of its change', async () => {
    const calls = await callsOfStraightFailover();
    const changes = calls.filter(({ operation }) => CHANGE.test(operation));

    await expectSameEnd(share(changes, 2, 1), 'freeze-after');
  });
});

async function expectSameEnd(calls: readonly CallId[], kind: BlowKind): Promise<void> {
  const blows = calls.map((call): Blow => ({ call, kind }));
  expect(blows.length).toBeGreaterThan(0);
  for (const group of inGroupsOf(SERVICES_AT_ONCE, blows)) {
    const { at, struck } = await strike(group);

    expect(struck).toEqual(group.map(sameEnd));
    expect(await at.violations()).toEqual([]);
  }
}

/** Every n-th call; all of them in a nightly run. */
function share<T>(all: readonly T[], parts: number, part: number): readonly T[] {
  return IS_NIGHTLY ? all : all.filter((_, index) => index % parts === part);
}
