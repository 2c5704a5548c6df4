import { judgeOwner, STUCK_AFTER_SECONDS } from './judge-owner.ts';

const NOW = 10_000_000;
const service = {
  capacity: { tries: 6, everySeconds: 20 },
  confirmWindow: { looks: 2, everySeconds: 10 },
};

function silentFor(seconds: number) {
  return { progress: { journaled: 12, atMilliseconds: NOW - seconds * 1_000 } };
}

describe('an execution that holds a lease', () => {
  it.each([
    ['gets on while its journal grows', silentFor(30), undefined],
    ['gets on at the limit', silentFor(STUCK_AFTER_SECONDS + 20), undefined],
    [
      'is stuck beyond it',
      silentFor(STUCK_AFTER_SECONDS + 21),
      'its journal has not grown for 221 s',
    ],
    ['is not judged when nothing says how it gets on', {}, undefined],
  ])('%s', (_, lease, expected) => {
    const stuck = judgeOwner(lease, service, NOW);

    expect(stuck).toBe(expected);
  });

  it('may wait as long as its service was told to wait for capacity', () => {
    const patient = { ...service, capacity: { tries: 6, everySeconds: 600 } };

    const stuck = judgeOwner(silentFor(700), patient, NOW);

    expect(stuck).toBeUndefined();
  });
});
