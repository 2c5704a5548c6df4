import type { MemberRecord, Role, ServiceState } from '@understudy/leases';

import type { Decision } from '../deciding/decision.ts';
import { fenceEvidence, type Look } from '../looking/look.ts';
import type { ActOutcome } from './act-outcome.ts';
import { renewedLook, toldStep, type Run } from './run.ts';

/** Commit last: the epoch grows, and from now on the other side is the standby (rule 4). */
export async function commitChange(
  run: Run,
  decision: Decision,
  options: { readonly suspect: boolean },
): Promise<ActOutcome> {
  const { from, to } = decision;
  const state = await toldStep<ServiceState>(run, 'commit', async (scope) => {
    const { world, key } = run.session;
    const look = await renewedLook(run, scope);
    const { state: before } = await world.store.readService(key);
    const after = stateAfter(run, decision, look, before, options.suspect);
    const committed = await world.store.commit(run.session.hold(), {
      expectedEpoch: decision.epoch,
      state: after,
    });
    return {
      value: committed,
      sentence: `The ${to} is in charge, at epoch ${committed.epoch}.`,
      evidence: fenceEvidence(look, from),
    };
  });
  return {
    name: 'completed',
    reason: decision.reason,
    sentence: `${run.session.service.name} moved from ${from} to ${to} (${decision.reason}); ${to} is in charge at epoch ${state.epoch}.`,
    next: `understudy why ${run.incidentId}`,
  };
}

function stateAfter(
  run: Run,
  decision: Decision,
  look: Look,
  before: ServiceState | undefined,
  suspect: boolean,
): ServiceState {
  const { from, to } = decision;
  const { service, world } = run.session;
  const now = world.clock.now();
  const old = recordOf(look, from, before);
  const fenced = fenceEvidence(look, from).verdict === 'fenced';
  const members: Partial<Record<Role, MemberRecord>> = {};
  const taking = look.members[to].instance?.id ?? before?.members[to]?.instanceId;
  if (taking !== undefined) members[to] = { instanceId: taking };
  if (old) {
    members[from] = {
      ...old,
      ...(fenced ? { fencedSinceMilliseconds: now } : {}),
      ...(suspect
        ? { suspect: { sinceMilliseconds: now, incident: run.incidentId, reason: decision.reason } }
        : {}),
    };
  }
  return {
    active: to,
    epoch: decision.epoch + 1,
    lastChangeAtMilliseconds: now,
    coolDownUntilMilliseconds: now + service.coolDownSeconds * 1_000,
    openIncident: run.incidentId,
    joined: before?.joined ?? [],
    members,
  };
}

function recordOf(
  look: Look,
  role: Role,
  before: ServiceState | undefined,
): MemberRecord | undefined {
  const known = before?.members[role];
  const instanceId = look.members[role].instance?.id ?? known?.instanceId;
  if (instanceId === undefined) return undefined;
  const groups = known?.instanceId === instanceId ? known.originalSecurityGroups : undefined;
  return { instanceId, ...(groups ? { originalSecurityGroups: groups } : {}) };
}
