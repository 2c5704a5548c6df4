import { toErrorRecord } from '@understudy/errors';
import { closingTerraform, type Run } from '../requests/open-run.ts';
import { forceUnlock } from '../verbs/force-unlock.ts';
import type { StateHold } from './hold-state.ts';
import { readLock, statePathOf, type LockInfo } from './lock-info.ts';

/**
 * Ends a call's hold when none of its processes is left. A lock that its own dead child left is
 * removed by its id; what cannot be removed now is left to the next call, which need not wait.
 */
export async function clearUp(
  run: Run,
  hold: StateHold,
  isOwn: (lock: LockInfo) => boolean,
): Promise<{ readonly lockGone: boolean }> {
  const { records, clock, log } = run.outside;
  await hold.stopRenewing();
  try {
    const lockGone = await removeOwnLock(run, hold, isOwn);
    if (lockGone) await records.end(hold.record);
    else await records.finish(hold.record, clock.now());
    return { lockGone };
  } catch (thrown) {
    // Its deadline is in the table: the next call waits for it.
    log.warn('the record of the lock was not ended', { failure: toErrorRecord(thrown) });
    return { lockGone: false };
  }
}

async function removeOwnLock(
  run: Run,
  { record }: StateHold,
  isOwn: (lock: LockInfo) => boolean,
): Promise<boolean> {
  const { objects, records } = run.outside;
  const { state } = run.request;
  const lock = await readLock(objects, state, run.signal);
  if (lock === undefined) return true;
  const place = { plan: record.run.plan, statePath: statePathOf(state) };
  const known = (await records.read(place)).record;
  const own = known?.call === record.call && (known.lockId === lock.id || isOwn(lock));
  // Somebody took it after ours was given back.
  if (!own) return true;
  if (known.lockId === undefined) await records.learn(record, lock.id);
  return (await forceUnlock(closingTerraform(run), lock.id)).exitCode === 0;
}
