import { createChangeGate, type ChangeGate } from '@understudy/aws-clients';
import { isUnderstudyError, TerminalError, type UnderstudyError } from '@understudy/errors';
import type { Hold, Intent, Lease, LeaseKey, Owner } from '@understudy/leases';
import type { Invocation } from '@understudy/workflow';

import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';

/**
 * One invocation's grip on a plan. It lives as long as the invocation: the turn that it took is what
 * its intents are checked against, so an older one of the same execution, thawed late, finds its
 * own refused.
 */
export interface PlanSession {
  readonly world: RecoveryWorld;
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly key: LeaseKey;
  readonly owner: Owner;
  /** Throws `LeaseLost` when this invocation holds nothing. */
  hold(): Hold;
  readonly gate: ChangeGate;
  /** After the lease was taken in this invocation. */
  adopt(hold: Hold, lease: Lease): void;
  /** Branches share the lease's items: their writes queue here instead of failing each other. */
  inTurn<T>(write: () => Promise<T>): Promise<T>;
}

/**
 * Takes the next turn when this execution holds the lease already (a later invocation). A table
 * that does not answer is not the end: the steps that need the hold fail with its error, and their
 * next try, in a new invocation, asks again.
 */
export async function beginPlanSession(options: {
  readonly world: RecoveryWorld;
  readonly invocation: Invocation;
  readonly owner: Owner;
}): Promise<PlanSession> {
  const { world, invocation, owner } = options;
  const { plan } = world.settings;
  const key: LeaseKey = `plan#${plan.name}`;
  let held: Hold | undefined;
  let gate: ChangeGate | undefined;
  let unread: UnderstudyError | undefined;
  try {
    const turn = await world.store.takeTurn(key, owner, invocation.deadlineMilliseconds);
    if (turn) adopt(turn.hold, turn.lease);
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    unread = thrown;
  }

  function adopt(hold: Hold, { unsettled, lastSequence }: Lease): void {
    held = hold;
    gate = gateOver(unsettled, lastSequence);
  }

  function gateOver(unsettled: readonly Intent[], lastSequence: number): ChangeGate {
    const { store, clock } = world;
    return createChangeGate({ store, hold, clock, service: plan.name, unsettled, lastSequence });
  }

  function hold(): Hold {
    if (held) return held;
    throw holdsNothing();
  }

  function holdsNothing(): UnderstudyError {
    return (
      unread ??
      new TerminalError(
        'LeaseLost',
        `expected to hold the lease of ${plan.name}, found that this execution holds none; the next look goes on with its incident`,
        { fields: { plan: plan.name, execution: invocation.executionArn } },
      )
    );
  }

  return {
    world,
    plan,
    invocation,
    key,
    owner,
    hold,
    get gate() {
      if (!gate) throw holdsNothing();
      return gate;
    },
    adopt,
    inTurn: createQueue(),
  };
}

/** The same grip, for another plan of the same name: what is prepared of it. */
export function sessionFor(session: PlanSession, plan: Plan): PlanSession {
  return {
    ...{ world: session.world, plan, invocation: session.invocation, key: session.key },
    owner: session.owner,
    hold: () => session.hold(),
    get gate() {
      return session.gate;
    },
    adopt: (hold, lease) => session.adopt(hold, lease),
    inTurn: (write) => session.inTurn(write),
  };
}

function createQueue(): <T>(write: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (write) => {
    const result = last.then(write);
    last = result.catch(() => undefined);
    return result;
  };
}
