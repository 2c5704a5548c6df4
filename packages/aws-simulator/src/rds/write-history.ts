/** The commits of a database over time, as a count: computed when asked, however many there were. */
export interface WriteHistory {
  /** Commits up to a time. */
  positionAt(atMilliseconds: number): number;
  /** When the last commit up to a time was; undefined when there was none. */
  lastCommitAt(atMilliseconds: number): number | undefined;
  /** From now on so many commits a second. */
  setRate(atMilliseconds: number, perSecond: number): void;
  /** So many commits at once. */
  add(atMilliseconds: number, count: number): void;
}

interface Segment {
  readonly from: number;
  /** Commits up to its beginning. */
  readonly base: number;
  readonly perSecond: number;
  /** The last commit at or before its beginning. */
  readonly lastCommit: number | undefined;
}

export function createWriteHistory(startMilliseconds: number, position = 0): WriteHistory {
  const segments: Segment[] = [
    { from: startMilliseconds, base: position, perSecond: 0, lastCommit: undefined },
  ];

  function segmentAt(at: number): Segment | undefined {
    return segments.findLast((segment) => segment.from <= at);
  }

  function countIn(segment: Segment, at: number): number {
    return Math.floor(((at - segment.from) * segment.perSecond) / 1_000);
  }

  function lastCommitAt(at: number): number | undefined {
    const segment = segmentAt(at);
    if (!segment) return undefined;
    const count = countIn(segment, at);
    return count > 0 ? segment.from + (count * 1_000) / segment.perSecond : segment.lastCommit;
  }

  function begin(at: number, count: number, perSecond: number): void {
    const last = segments.at(-1);
    const base = (last ? last.base + countIn(last, at) : 0) + count;
    const lastCommit = count > 0 ? at : lastCommitAt(at);
    const segment = { from: at, base, perSecond, lastCommit };
    if (last?.from === at) segments[segments.length - 1] = segment;
    else segments.push(segment);
  }

  return {
    positionAt(at) {
      const segment = segmentAt(at);
      return segment ? segment.base + countIn(segment, at) : (segments[0]?.base ?? 0);
    },
    lastCommitAt,
    setRate(at, perSecond) {
      if (segments.at(-1)?.perSecond !== perSecond) begin(at, 0, perSecond);
    },
    add: (at, count) => begin(at, count, segments.at(-1)?.perSecond ?? 0),
  };
}
