import { isUnderstudyError, TerminalError, type UnderstudyError } from '@understudy/errors';

import type { Hold, Lease, LeaseKey, Owner, Progress } from '../model.ts';
import type { LeaseStore } from '../store.ts';

/**
 * One invocation's grip on a lease. It lives as long as the invocation: the turn that it took is what
 * its intents are checked against, so that an older invocation of the same execution, thawed late,
 * finds its own refused. `Gate` is what its changes pass, whatever that is.
 */
export interface LeaseGrip<Gate> {
  /** Throws `LeaseLost` when this invocation holds nothing. */
  hold(): Hold;
  /** As `hold`. */
  readonly gate: Gate;
  /** After the lease was taken in this invocation. */
  adopt(hold: Hold, lease: Lease): void;
}

export interface GripOptions<Gate> {
  readonly store: Pick<LeaseStore, 'takeTurn'>;
  readonly key: LeaseKey;
  readonly owner: Owner;
  readonly invocation: { readonly deadlineMilliseconds: number; readonly executionArn: string };
  readonly progress?: Progress;
  /** Makes the gate of a lease that was taken; `hold` is asked at each change. */
  readonly gateOver: (hold: () => Hold, lease: Lease) => Gate;
}

/**
 * Takes the next turn when this execution holds the lease already (a later invocation). A table
 * that does not answer is not the end: the steps that need the hold fail with its error, and their
 * next try, in a new invocation, asks again.
 */
export async function takeGrip<Gate>(options: GripOptions<Gate>): Promise<LeaseGrip<Gate>> {
  const { store, key, owner, invocation, gateOver } = options;
  let held: Hold | undefined;
  let gate: Gate | undefined;
  let unread: UnderstudyError | undefined;
  try {
    const { deadlineMilliseconds } = invocation;
    const turn = await store.takeTurn(key, owner, deadlineMilliseconds, options.progress);
    if (turn) adopt(turn.hold, turn.lease);
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    unread = thrown;
  }

  function adopt(taken: Hold, lease: Lease): void {
    // The gate asks for the hold as it is made.
    held = taken;
    gate = gateOver(hold, lease);
  }

  function hold(): Hold {
    if (held) return held;
    throw holdsNothing();
  }

  function holdsNothing(): UnderstudyError {
    const name = key.slice(key.indexOf('#') + 1);
    return (
      unread ??
      new TerminalError(
        'LeaseLost',
        `expected to hold the lease of ${name}, found that this execution holds none; the next look goes on with its incident`,
        { fields: { lease: key, execution: invocation.executionArn } },
      )
    );
  }

  return {
    hold,
    get gate() {
      if (gate === undefined) throw holdsNothing();
      return gate;
    },
    adopt,
  };
}
