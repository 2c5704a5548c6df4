import type { ChangeInfo, GetChangeRequest, GetChangeResponse } from '@aws-sdk/client-route-53';

import { AwsFault } from '../kernel/aws-fault.ts';
import { plainId, type ZoneChange, type ZoneStore } from './hosted-zone.ts';

/** documented: a change is on all servers "within 60 seconds". believed: never at once. */
const SYNC_MS = [5_000, 60_000] as const;

export function beginChange({ world, changes }: ZoneStore): ZoneChange {
  const submittedAt = world.clock.now();
  const change: ZoneChange = {
    id: `C${world.random.hex(20).toUpperCase()}`,
    submittedAt,
    inSyncAt: submittedAt + world.random.uniform(...SYNC_MS),
  };
  changes.set(change.id, change);
  return change;
}

export function getChange(store: ZoneStore, input: GetChangeRequest): GetChangeResponse {
  const change = store.changes.get(plainId(input.Id));
  if (!change) {
    const id = plainId(input.Id);
    throw new AwsFault('NoSuchChange', 404, `Could not find resource with ID: ${id}`);
  }
  return { ChangeInfo: changeInfo(store, change) };
}

export function changeInfo({ world }: ZoneStore, change: ZoneChange, comment?: string): ChangeInfo {
  return {
    Id: `/change/${change.id}`,
    Status: world.clock.now() >= change.inSyncAt ? 'INSYNC' : 'PENDING',
    SubmittedAt: new Date(change.submittedAt),
    ...(comment === undefined ? {} : { Comment: comment }),
  };
}
