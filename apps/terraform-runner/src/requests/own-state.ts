import { RECORDS_PREFIX } from '@understudy/aws-clients/s3';
import type { LockPlace } from '@understudy/leases';
import { toErrorRecord } from '@understudy/errors';
import { statePathOf } from '../locking/lock-info.ts';
import { judgeState } from '../policy/judge-state.ts';
import type { StateDocument } from '../state/state-document.ts';
import { pullState } from '../verbs/state.ts';
import { closingTerraform, type Run } from './open-run.ts';
import { stateOlder } from './refusals.ts';

/** The state as it is, refused when it is older than one that was seen before. */
export async function readOwnState(run: Run): Promise<StateDocument | undefined> {
  const state = await pullState(run.terraform);
  const { seen } = await run.outside.records.read(lockPlaceOf(run));
  const judgement = judgeState(state, [run.request.lastState, seen]);
  if (!judgement.fits) throw stateOlder(judgement);
  return state;
}

/**
 * Writes down the newest state that was seen, here and in the answer. What was applied is applied
 * whether this works or not: the next look finds the state again.
 */
export async function rememberState(
  run: Run,
): Promise<{ readonly state?: { readonly lineage: string; readonly serial: number } }> {
  try {
    const found = await pullState(closingTerraform(run));
    if (found === undefined) return {};
    const state = { lineage: found.lineage, serial: found.serial };
    await run.outside.records.saw(lockPlaceOf(run), state);
    return { state };
  } catch (thrown) {
    run.outside.log.warn('the state was not read again', { failure: toErrorRecord(thrown) });
    return {};
  }
}

/**
 * Copies the state aside before anything changes it. One copy for each serial: a repeat writes the
 * same object again. The plan is bound to the serial too, so what is built upon is what was copied.
 */
export async function copyState(run: Run, state: StateDocument | undefined): Promise<void> {
  if (state === undefined) return;
  const { bucket, key } = run.request.state;
  const serial = String(state.serial).padStart(SERIAL_DIGITS, '0');
  const copy = `${RECORDS_PREFIX}states/${key}/${serial}-${run.request.run.incident}`;
  await run.outside.copies.copy({ bucket, key }, copy, { signal: run.signal });
}

/** So that copies are listed in their order. */
const SERIAL_DIGITS = 8;

export function lockPlaceOf({ request }: Run): LockPlace {
  return { plan: request.run.plan, statePath: statePathOf(request.state) };
}
