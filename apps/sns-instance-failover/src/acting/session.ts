import { createChangeGate, type ChangeGate } from '@understudy/aws-clients';
import { takeGrip, type LeaseGrip, type LeaseKey, type Owner } from '@understudy/leases';
import type { Invocation } from '@understudy/workflow';

import type { Look } from '../looking/look.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import { createEvidence, type Evidence } from './evidence.ts';
import type { FailoverWorld } from './failover-world.ts';

/** One invocation's grip on one service. */
export interface Session extends LeaseGrip<ChangeGate> {
  readonly world: FailoverWorld;
  readonly service: ServiceDefinition;
  readonly invocation: Invocation;
  readonly key: LeaseKey;
  readonly owner: Owner;
  /** What this invocation saw last. */
  readonly evidence: Evidence<Look>;
}

export interface SessionOptions {
  readonly world: FailoverWorld;
  readonly service: ServiceDefinition;
  readonly invocation: Invocation;
  readonly owner: Owner;
}

/** Takes the next turn when this execution holds the lease already (a later invocation). */
export async function beginSession(options: SessionOptions): Promise<Session> {
  const { world, service, invocation, owner } = options;
  const { store, clock } = world;
  const key: LeaseKey = `service#${service.name}`;
  const grip = await takeGrip({
    store,
    key,
    owner,
    invocation,
    progress: { journaled: invocation.journaled, atMilliseconds: clock.now() },
    gateOver: (hold, { unsettled, lastSequence }) =>
      createChangeGate({ store, hold, clock, service: service.name, unsettled, lastSequence }),
  });
  const evidence: Evidence<Look> = createEvidence(clock);
  return Object.assign(grip, { world, service, invocation, key, owner, evidence });
}
