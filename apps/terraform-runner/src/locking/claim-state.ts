import type { LockRecord } from '@understudy/leases';
import type { TerraformResult } from '@understudy/recovery-messages';
import type { Run } from '../requests/open-run.ts';
import { result } from '../requests/results.ts';
import { forceUnlock } from '../verbs/force-unlock.ts';
import { askOwner } from './ask-owner.ts';
import { decideLock, type LockDecision } from './decide-lock.ts';
import { holdState, type StateHold } from './hold-state.ts';
import { readLock, statePathOf, type LockInfo } from './lock-info.ts';
import { LOCK_LOOK_AGAIN_MS, LOCK_TURN_MS } from './lock-limits.ts';

export type Claim =
  | { readonly claimed: true; readonly hold: StateHold }
  | { readonly claimed: false; readonly answer: TerraformResult };

interface Look {
  readonly decision: LockDecision;
  readonly lock: LockInfo | undefined;
  readonly record: LockRecord | undefined;
}

/**
 * Makes sure that nobody works on the state, and writes down that this call does, before it does.
 * Waits for others; removes what a dead call of ours left, on proof; else says who has it.
 */
export async function claimState(run: Run): Promise<Claim> {
  const { clock, endingTimes, log, records, store } = run.outside;
  const began = clock.now();
  const last = Math.min(
    began + run.outside.lockPatienceMilliseconds,
    run.terraform.deadline.interruptAtMilliseconds,
  );
  let said = '';
  for (;;) {
    const look = await lookAtLock(run, clock.now() - began, last - began);
    const { decision } = look;
    if (decision.action === 'wait' || decision.action === 'remove') {
      if (said !== decision.sentence) run.progress.say({ sentence: decision.sentence, keep: true });
      said = decision.sentence;
    }
    if (decision.action === 'ask' || decision.action === 'locked') {
      return { claimed: false, answer: lockAnswer(run, look) };
    }
    if (decision.action === 'remove') await removeLock(run, decision.lockId);
    if (decision.action === 'go') {
      const record = newRecord(run);
      if (await records.begin(record, decision.replaces)) {
        const { graceMilliseconds } = endingTimes;
        const hold = holdState({ record, records, store, clock, log, graceMilliseconds });
        return { claimed: true, hold };
      }
    }
    if (decision.action === 'wait') await clock.sleep(LOCK_LOOK_AGAIN_MS, run.signal);
    run.signal.throwIfAborted();
  }
}

/** What is known of the state's lock, and what to do about it. Reads only. */
export async function lookAtLock(run: Run, waited: number, patience: number): Promise<Look> {
  const { objects, records, store, functions, clock } = run.outside;
  const { request, signal } = run;
  const lock = await readLock(objects, request.state, signal);
  const place = { plan: request.run.plan, statePath: statePathOf(request.state) };
  const { record } = await records.read(place);
  const owner =
    record && (await askOwner({ store, functions }, record, request.run, clock.now(), signal));
  const decision = decideLock({
    lock,
    record,
    owner,
    waitedMilliseconds: waited,
    patienceMilliseconds: patience,
  });
  return { decision, lock, record };
}

/** Terraform compares the id again. When it is another by now, the next look sees it. */
async function removeLock(run: Run, lockId: string): Promise<void> {
  const end = await forceUnlock(run.terraform, lockId);
  const words = end.exitCode === 0 ? 'Removed' : `Could not remove (${end.stderr})`;
  run.progress.say({ sentence: `${words} the lock ${lockId} by its id.`, keep: true });
  if (end.exitCode !== 0) await run.outside.clock.sleep(LOCK_LOOK_AGAIN_MS, run.signal);
}

function newRecord({ request, outside, invocation }: Run): LockRecord {
  const now = outside.clock.now();
  return {
    call: invocation.id,
    run: request.run,
    statePath: statePathOf(request.state),
    startedAtMilliseconds: now,
    deadlineMilliseconds: now + LOCK_TURN_MS,
  };
}

function lockAnswer({ request }: Run, { decision, lock, record }: Look): TerraformResult {
  const ours = record !== undefined && (lock === undefined || record.lockId === lock.id);
  const shown =
    lock === undefined ? {} : { lock: { ...lock, ...(ours ? { run: { ...record.run } } : {}) } };
  if (decision.action === 'locked') {
    return result('locked', decision.sentence, { ...shown, next: 'Ask again when it has ended.' });
  }
  return result('asked', decision.sentence, {
    ...shown,
    next:
      'Ask whoever it names. When nobody works on it any more, in the extracted blueprint of ' +
      `s3://${request.blueprint.bucket}/${request.blueprint.key}: terraform init && ` +
      `terraform force-unlock ${lock?.id ?? '<id>'}`,
  });
}
