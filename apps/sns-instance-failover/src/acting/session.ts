import { createChangeGate, type ChangeGate } from '@understudy/aws-clients';
import { isUnderstudyError, TerminalError, type UnderstudyError } from '@understudy/errors';
import type { Hold, Intent, Lease, LeaseKey, Owner } from '@understudy/leases';
import type { Invocation } from '@understudy/workflow';

import type { Look } from '../looking/look.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import { createEvidence, type Evidence } from './evidence.ts';
import type { FailoverWorld } from './failover-world.ts';

/**
 * One invocation's grip on one service. It lives as long as the invocation: the turn that it took
 * is what its intents are checked against, so that an older invocation of the same execution,
 * thawed late, finds its own refused.
 */
export interface Session {
  readonly world: FailoverWorld;
  readonly service: ServiceDefinition;
  readonly invocation: Invocation;
  readonly key: LeaseKey;
  readonly owner: Owner;
  /** Throws `LeaseLost` when this invocation holds nothing. */
  hold(): Hold;
  readonly gate: ChangeGate;
  /** What this invocation saw last. */
  readonly evidence: Evidence<Look>;
  /** After the lease was taken in this invocation. */
  adopt(hold: Hold, lease: Lease): void;
}

export interface SessionOptions {
  readonly world: FailoverWorld;
  readonly service: ServiceDefinition;
  readonly invocation: Invocation;
  readonly owner: Owner;
}

/**
 * Takes the next turn when this execution holds the lease already (a later invocation). A table
 * that does not answer is not the end: the steps that need the hold fail with its error, and their
 * next try, in a new invocation, asks again.
 */
export async function beginSession(options: SessionOptions): Promise<Session> {
  const { world, service, invocation, owner } = options;
  const key: LeaseKey = `service#${service.name}`;
  let turn: Awaited<ReturnType<typeof world.store.takeTurn>>;
  let unread: UnderstudyError | undefined;
  try {
    turn = await world.store.takeTurn(key, owner, invocation.deadlineMilliseconds, {
      journaled: invocation.journaled,
      atMilliseconds: world.clock.now(),
    });
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    unread = thrown;
  }
  let held = turn?.hold;
  let gate = turn ? gateOver(turn.lease.unsettled, turn.lease.lastSequence) : undefined;

  function gateOver(unsettled: readonly Intent[], lastSequence: number): ChangeGate {
    const { store, clock } = world;
    return createChangeGate({ store, hold, clock, service: service.name, unsettled, lastSequence });
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
        `expected to hold the lease of ${service.name}, found that this execution holds none; the next look goes on with its incident`,
        {
          fields: { service: service.name, execution: invocation.executionArn },
        },
      )
    );
  }

  return {
    world,
    service,
    invocation,
    key,
    owner,
    hold,
    evidence: createEvidence(world.clock),
    get gate() {
      if (!gate) throw holdsNothing();
      return gate;
    },
    adopt(newHold, lease) {
      held = newHold;
      gate = gateOver(lease.unsettled, lease.lastSequence);
    },
  };
}
