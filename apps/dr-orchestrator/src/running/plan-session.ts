import { createChangeGate, type ChangeGate } from '@understudy/aws-clients';
import { takeGrip, type LeaseGrip, type LeaseKey, type Owner } from '@understudy/leases';
import type { Invocation } from '@understudy/workflow';

import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';

/** One invocation's grip on a plan. */
export interface PlanSession extends LeaseGrip<ChangeGate> {
  readonly world: RecoveryWorld;
  readonly plan: Plan;
  readonly invocation: Invocation;
  readonly key: LeaseKey;
  readonly owner: Owner;
  /** Branches share the lease's items: their writes queue here instead of failing each other. */
  inTurn<T>(write: () => Promise<T>): Promise<T>;
}

/** Takes the next turn when this execution holds the lease already (a later invocation). */
export async function beginPlanSession(options: {
  readonly world: RecoveryWorld;
  readonly invocation: Invocation;
  readonly owner: Owner;
}): Promise<PlanSession> {
  const { world, invocation, owner } = options;
  const { store, clock } = world;
  const { plan } = world.settings;
  const key: LeaseKey = `plan#${plan.name}`;
  const grip = await takeGrip({
    store,
    key,
    owner,
    invocation,
    gateOver: (hold, { unsettled, lastSequence }) =>
      createChangeGate({ store, hold, clock, service: plan.name, unsettled, lastSequence }),
  });
  return Object.assign(grip, { world, plan, invocation, key, owner, inTurn: createQueue() });
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
