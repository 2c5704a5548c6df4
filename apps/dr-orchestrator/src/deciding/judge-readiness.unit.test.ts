import { judgeReadiness, type ReadinessMark } from './judge-readiness.ts';

function judge(...marks: readonly ReadinessMark[]): string {
  const findings = marks.map((mark, index) => ({
    what: `thing ${index}`,
    why: 'it is needed',
    mark,
    found: 'seen',
    atMilliseconds: 0,
  }));
  const { state, sentence } = judgeReadiness('konecta-erp', findings, 0);
  return `${state}: ${sentence}`;
}

describe('judgeReadiness', () => {
  it.each<[readonly ReadinessMark[], string]>([
    [
      ['verified', 'unverified'],
      'green: konecta-erp is ready: 2 things were looked at, 1 only the disaster will tell.',
    ],
    [['verified', 'unknown', 'failed'], 'red: konecta-erp is not ready: thing 2.'],
    [['verified', 'unknown'], 'unknown: Whether konecta-erp is ready is not known: thing 1.'],
    [[], 'unknown: Whether konecta-erp is ready is not known: nothing was looked at.'],
  ])('of %j is %s', (marks, expected) => {
    expect(judge(...marks)).toBe(expected);
  });
});
