import { straightRun, strike, type BlowKind, type StraightRun } from './strike.ts';

/**
 * Every checkpoint of a straight run is struck in turn. CI strikes a fixed sample of what is no
 * repeated look of a poll; UNDERSTUDY_EVERY_FAULT=1 strikes all of them, in nightly runs, of which
 * each takes a slice (UNDERSTUDY_FAULT_SLICE=2/6): some hundred worlds are what one process holds.
 */
const SAID = process.env['UNDERSTUDY_EVERY_FAULT'];
const [SLICE = 1, SLICES = 1] = (process.env['UNDERSTUDY_FAULT_SLICE'] ?? '1/1')
  .split('/')
  .map(Number);
const IS_WHOLE = SAID !== undefined && SAID !== '';

/** Of each kind of blow, spread evenly over the run. */
const SAMPLE = 4;

/** The third look of a poll, and every later one, is as its second was. */
const REPEATED_LOOK = /[#~]([3-9]|\d\d+):/;

jest.setTimeout(IS_WHOLE ? 7_200_000 : 300_000);

const KINDS: readonly (readonly [words: string, kind: BlowKind])[] = [
  ['its invocation dies before a checkpoint', 'crash-before'],
  ['its invocation dies after a checkpoint', 'crash-after'],
  ['it is ended for good at a checkpoint', 'ended'],
];

describe.each([
  ['a prepared region', true],
  ['a cold region', false],
])('a recovery into %s comes to the same end, no effect twice,', (_where, prepared) => {
  let straight: StraightRun;

  beforeAll(async () => {
    straight = await straightRun(prepared);
  });

  it.each(KINDS)('when %s', async (_words, kind) => {
    const problems: string[] = [];

    const points = pointsOf(straight, kind);
    for (const checkpoint of points)
      problems.push(...(await strike(straight, { kind, checkpoint })));

    expect(points.length).toBeGreaterThan(0);
    expect(problems).toEqual([]);
  });
});

/** From 1; each kind takes others of the sample, so that together they see more of a run. */
function pointsOf({ checkpoints, prepared }: StraightRun, kind: BlowKind): readonly number[] {
  const all = checkpoints.map((_names, index) => index + 1);
  if (IS_WHOLE) return all.filter((point) => point % SLICES === SLICE % SLICES);
  // A cold run differs from a prepared one in what Terraform builds: half as many tell of it.
  const size = prepared ? SAMPLE : SAMPLE / 2;
  const single = all.filter((point) => !REPEATED_LOOK.test(checkpoints[point - 1] ?? ''));
  const offset = KINDS.findIndex(([, one]) => one === kind) / KINDS.length;
  return Array.from({ length: size }, (_one, index) => {
    const place = Math.floor(((index + offset) * single.length) / size);
    return single[place] ?? 1;
  });
}
