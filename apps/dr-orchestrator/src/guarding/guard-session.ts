import { createChangeGate, type ChangeGate } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import { hasCode } from '@understudy/errors';
import {
  takeLease,
  type Hold,
  type Incident,
  type LeaseKey,
  type LeaseStore,
  type Owner,
} from '@understudy/leases';

/** What one invocation of the observer may use to guard. */
export interface Guarding {
  /** Of the invocation: names its owner. */
  readonly invocationId: string;
  /** When it ends at the latest. */
  readonly deadlineMilliseconds: number;
}

export interface GuardSession {
  readonly hold: Hold;
  readonly incident: Incident;
  readonly gate: ChangeGate;
  readonly joinsSeen: number;
}

/** Another guard's end is proved by its deadline; what it sent is looked at by the next look. */
const LOOKS_ONLY = {
  statusOf: async () => undefined,
  effectsSeen: async () => new Set<number>(),
};

/**
 * Takes the guard's own lease: it goes on beside a plan's run, which has passed the point of no
 * return by then and changes nothing of the old region any more. A scheduled function cannot be
 * asked for its status, so it owns as a local run does, by its written deadline.
 */
export async function openGuard(
  world: { readonly store: LeaseStore; readonly clock: Clock },
  plan: string,
  guarding: Guarding,
  what: string,
): Promise<GuardSession | undefined> {
  const { store, clock } = world;
  const key: LeaseKey = `guard#${plan}`;
  const id = `region-guard/${guarding.invocationId}`;
  const owner: Owner = { kind: 'local', id, person: 'region-guard' };
  const taken = await takeLease(
    store,
    await store.readService(key),
    {
      key,
      owner,
      invocation: { deadlineMilliseconds: guarding.deadlineMilliseconds, executionArn: id },
      incidentId: `guard-${plan}-${clock.now().toString(36)}`,
      trigger: { what },
      clock,
    },
    LOOKS_ONLY,
  ).catch((thrown: unknown) => {
    if (hasCode(thrown, 'LeaseBusy')) return undefined;
    throw thrown;
  });
  if (!taken?.holding) return undefined;
  const { hold, incident, record } = taken.opened;
  const gate = createChangeGate({
    store,
    hold: () => hold,
    clock,
    service: plan,
    unsettled: record.lease.unsettled,
    lastSequence: record.lease.lastSequence,
  });
  return { hold, incident, gate, joinsSeen: record.openIncident?.joinedCount ?? 0 };
}
