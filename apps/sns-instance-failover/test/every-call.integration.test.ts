import { FAULT_KINDS, type CallId } from '@understudy/fault-simulation';

import { scene, sourceScene } from './packaged.ts';
import {
  callsOfStraightFailover,
  inGroupsOf,
  sameEnd,
  strike,
  type Blow,
  type BlowKind,
  type MakeScene,
} from './strike.ts';

/**
 * Every call suffers one kind, in turn, from source. UNDERSTUDY_EVERY_FAULT=1 is the full product
 * of calls and kinds (a minute of processor time), UNDERSTUDY_EVERY_FAULT=packaged the same through
 * the packaged functions (twenty minutes of it): for nightly runs.
 */
const PRODUCT = process.env['UNDERSTUDY_EVERY_FAULT'];
const IS_WHOLE = PRODUCT !== undefined && PRODUCT !== '';
const MAKE: MakeScene = PRODUCT === 'packaged' ? scene : sourceScene;

/** Services that fail over side by side in one world, each struck at its own call. */
const SERVICES_AT_ONCE = 10;

const CHECKPOINT = /^CheckpointDurableExecution$/;
/** What changes the table or the user's resources. */
const WRITE = /^(Update|Transact|Deregister|Register|Stop|Start)/;
/** What changes the user's resources. */
const CHANGE = /^(Deregister|Register|Stop|Start)/;

/** Every way to suffer, as the packaged functions suffer it once each. */
const BLOWS: readonly (readonly [BlowKind, RegExp])[] = [
  ...FAULT_KINDS.map((kind) => [kind, /^StopInstances$/] as const),
  ['crash-before', /^StartInstances$/],
  ['crash-after', CHECKPOINT],
  ['freeze-before', /^RegisterTargets$/],
  ['freeze-after', /^DeregisterTargets$/],
];

jest.setTimeout(IS_WHOLE ? 7_200_000 : 600_000);

let calls: readonly CallId[] = [];
beforeAll(async () => {
  calls = await callsOfStraightFailover(MAKE);
});

describe('an execution that is struck at one of its calls', () => {
  it.each(FAULT_KINDS.map((kind, index) => [kind, index] as const))(
    'ends the same, with no second effect, when a call is %s',
    async (kind, index) => {
      await expectSameEnd(share(calls, FAULT_KINDS.length, index), kind);
    },
  );

  it.each([
    ['before', 'crash-before', 0],
    ['after', 'crash-after', 1],
  ] as const)('ends the same when it dies %s a checkpoint', async (_side, kind, index) => {
    const checkpoints = calls.filter(({ operation }) => CHECKPOINT.test(operation));

    await expectSameEnd(share(checkpoints, 2, index), kind);
  });

  it.each([
    ['before', 'crash-before', 1],
    ['after', 'crash-after', 0],
  ] as const)('ends the same when it dies inside a step, %s it writes', async (_s, kind, index) => {
    const writes = calls.filter(({ operation }) => IS_WHOLE || WRITE.test(operation));

    await expectSameEnd(share(writes, 2, index), kind);
  });

  it('changes nothing at its thaw, frozen for an hour with a change on its way', async () => {
    const changes = calls.filter(({ operation }) => IS_WHOLE || CHANGE.test(operation));

    await expectSameEnd(changes, 'freeze-before');
  });

  it('sends nothing at its thaw, frozen for an hour between its intent and its change', async () => {
    const intents = calls.filter((_, index) => CHANGE.test(calls[index + 1]?.operation ?? ''));

    await expectSameEnd(intents, 'freeze-after');
  });

  it('ends the same when it is frozen for an hour before it hears of its change', async () => {
    const changes = calls.filter(({ operation }) => IS_WHOLE || CHANGE.test(operation));

    await expectSameEnd(changes, 'freeze-after');
  });
});

describe('the packaged functions, struck once in each way', () => {
  it('make the same calls as from source, and end the same', async () => {
    const packaged = await callsOfStraightFailover(scene);
    const blows = BLOWS.map(([kind, operation]): Blow => {
      const call = packaged.find((one) => operation.test(one.operation));
      if (!call) throw new TypeError(`expected a call of ${operation.source}, found none`);
      return { call, kind };
    });

    const { at, struck } = await strike(scene, blows);

    expect(wordsOf(packaged)).toEqual(wordsOf(calls));
    expect(struck).toEqual(blows.map(sameEnd));
    expect(await at.violations()).toEqual([]);
  });
});

async function expectSameEnd(suffering: readonly CallId[], kind: BlowKind): Promise<void> {
  const blows = suffering.map((call): Blow => ({ call, kind }));
  expect(blows.length).toBeGreaterThan(0);
  for (const group of inGroupsOf(SERVICES_AT_ONCE, blows)) {
    const { at, struck } = await strike(MAKE, group);

    expect(struck).toEqual(group.map(sameEnd));
    expect(await at.violations()).toEqual([]);
  }
}

/** Sorted: what is asked side by side may come in another order. */
function wordsOf(all: readonly CallId[]): readonly string[] {
  return all.map((call) => JSON.stringify(Object.entries(call).toSorted())).toSorted();
}

/** Every n-th call; all of them in the full product. */
function share<T>(all: readonly T[], parts: number, part: number): readonly T[] {
  return IS_WHOLE ? all : all.filter((_, index) => index % parts === part);
}
