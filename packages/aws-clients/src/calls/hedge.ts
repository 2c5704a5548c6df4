import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { Ec2Reads, Elbv2Reads, ReadOptions } from '../ports.ts';

/**
 * A read that has not answered by then is asked a second time. Eight of ten have answered (field:
 * 150 ms median, 1 s at the 99th percentile), so that a fifth is asked twice at most.
 */
export const HEDGE_AFTER_MS = 300;

/**
 * Second questions in hand, and how much of one each read adds: more than the fifth that is asked
 * again in good times, or a long poll would use them up. When everything is slow, asking twice
 * would only make it slower: then no more than three of ten reads are asked again.
 */
const HEDGES_MAX = 8;
const HEDGES_PER_READ = 0.3;

export interface HedgeOptions {
  readonly clock: Clock;
  /** Default `HEDGE_AFTER_MS`; longer for what takes longer to answer in good times. */
  readonly afterMilliseconds?: number;
  /** Called for each second question, so that they can be counted. */
  readonly onHedge?: () => void;
}

/** Asks once, or twice when the first answer is slow. The first answer wins. */
export type Hedge = <T>(
  ask: (options: ReadOptions) => Promise<T>,
  options?: ReadOptions,
) => Promise<T>;

/** For reads alone: what changes something is never sent twice (rule 2). */
export function createHedge({
  clock,
  onHedge,
  afterMilliseconds = HEDGE_AFTER_MS,
}: HedgeOptions): Hedge {
  let inHand = HEDGES_MAX;

  function maySpend(): boolean {
    if (inHand < 1) return false;
    inHand -= 1;
    onHedge?.();
    return true;
  }

  return async (ask, { signal: callers } = {}) => {
    inHand = Math.min(HEDGES_MAX, inHand + HEDGES_PER_READ);
    callers?.throwIfAborted();
    const calls = new AbortController();
    const patience = new AbortController();
    const onAbort = (): void => calls.abort(callers?.reason);
    callers?.addEventListener('abort', onAbort, { once: true });
    let askedTwice = false;
    const first = ask({ signal: calls.signal });
    // A failure is an answer too: what it is worth asking again for, the client has asked again.
    first.catch(() => askedTwice || patience.abort(ANSWERED));
    const second = clock.sleep(afterMilliseconds, patience.signal).then(() => {
      askedTwice = maySpend();
      return askedTwice ? ask({ signal: calls.signal }) : first;
    });
    try {
      return await Promise.any([first, second]);
    } catch (thrown) {
      throw thrown instanceof AggregateError ? thrown.errors[0] : thrown;
    } finally {
      callers?.removeEventListener('abort', onAbort);
      patience.abort(ANSWERED);
      // No call outlives its step (rule 8): the slower one is given up.
      if (askedTwice) calls.abort(ANSWERED);
    }
  };
}

/** Why the slower of two is given up; made once, as errors are dear by the thousand. */
const ANSWERED = new TerminalError('ReadAnswered', 'the same read has been answered already');

/** The reads that a recovery waits for, hedged. Dry runs of changes are asked once. */
export function hedgedEc2Reads<Reads extends Ec2Reads>(reads: Reads, hedge: Hedge): Reads {
  return {
    ...reads,
    describeInstances: (query, options) =>
      hedge((asking) => reads.describeInstances(query, asking), options),
    describeStatus: (ids, options) => hedge((asking) => reads.describeStatus(ids, asking), options),
  };
}

export function hedgedElbv2Reads<Reads extends Elbv2Reads>(reads: Reads, hedge: Hedge): Reads {
  return {
    ...reads,
    describeTargetGroups: (query, options) =>
      hedge((asking) => reads.describeTargetGroups(query, asking), options),
    describeTargetHealth: (arn, options) =>
      hedge((asking) => reads.describeTargetHealth(arn, asking), options),
  };
}
