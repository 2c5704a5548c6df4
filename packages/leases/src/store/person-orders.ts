import { RetryableError } from '@understudy/errors';
import { orderOutdated } from '../lease-errors.ts';
import type { Arming, Lease, LeaseKey, Role, ServiceState } from '../model.ts';
import { describeHolder } from '../owner-identity.ts';
import type { TableAccess } from '../table/table-access.ts';
import { armingAt, directoryAt, leaseAt, stateAt } from '../table/table-keys.ts';
import { readService, toLease, toState } from './service-records.ts';

/** Arms, pauses or disarms; a service that was never seen enters the directory with it. */
export async function setArming(table: TableAccess, key: LeaseKey, arming: Arming): Promise<void> {
  await table.transact([
    { key: armingAt(key), put: { ...arming }, conditions: [] },
    { key: directoryAt(key), put: {}, conditions: [] },
  ]);
}

/** The owner of this very term is over, a person says: it may write nothing more from now on. */
export async function declareOver(
  table: TableAccess,
  key: LeaseKey,
  term: number,
  declaration: NonNullable<Lease['declaredOver']>,
): Promise<void> {
  const answer = await table.update(leaseAt(key), { set: [['declaredOver', declaration]] }, [
    { path: 'term', equals: term },
    { path: 'ownerId', present: true },
    { path: 'declaredOver', present: false },
  ]);
  if (answer.written) return;
  const lease = toLease(key, answer.found);
  if (lease.term === term && lease.declaredOver !== undefined) return;
  const expected = `an owner in term ${term}`;
  throw orderOutdated(`Declaring the owner of ${key} over`, expected, describeHolder(lease));
}

/** A member is no longer suspect. Only while no run holds the service: it would not see it. */
export async function acceptMember(
  table: TableAccess,
  key: LeaseKey,
  expectedEpoch: number,
  instanceId: string,
): Promise<ServiceState> {
  const record = await readService(table, key);
  const role = roleOf(record.state, instanceId);
  if (record.state?.epoch !== expectedEpoch || role === undefined) {
    throw outdated(key, expectedEpoch, instanceId, record.state);
  }
  const answer = await table.transact([
    { key: leaseAt(key), check: [{ path: 'ownerId', present: false }] },
    {
      key: stateAt(key),
      change: { remove: [['members', role, 'suspect']] },
      conditions: [
        { path: 'epoch', equals: expectedEpoch },
        { path: ['members', role, 'instanceId'], equals: instanceId },
      ],
    },
  ]);
  const state = toState(key, await table.get(stateAt(key)));
  if (answer.written && state !== undefined) return state;
  if (!answer.written && answer.lost[0]?.failed) {
    throw leaseHeld(key, toLease(key, answer.lost[0].found));
  }
  throw outdated(key, expectedEpoch, instanceId, state);
}

function roleOf(state: ServiceState | undefined, instanceId: string): Role | undefined {
  if (state?.members.primary?.instanceId === instanceId) return 'primary';
  return state?.members.backup?.instanceId === instanceId ? 'backup' : undefined;
}

function outdated(
  key: LeaseKey,
  expectedEpoch: number,
  instanceId: string,
  state: ServiceState | undefined,
): Error {
  const { primary, backup } = state?.members ?? {};
  const found =
    state === undefined
      ? 'no state'
      : `epoch ${state.epoch} with primary ${primary?.instanceId ?? 'unknown'} and ` +
        `backup ${backup?.instanceId ?? 'unknown'}`;
  return orderOutdated(
    `Accepting a member of ${key}`,
    `epoch ${expectedEpoch} with member ${instanceId}`,
    found,
  );
}

function leaseHeld(key: LeaseKey, lease: Lease): RetryableError {
  const found = describeHolder(lease);
  return new RetryableError(
    'LeaseHeld',
    `Accepting a member of ${key}: expected no run, found one (${found}). Repeat when it has ended.`,
    { fields: { key, found } },
  );
}
