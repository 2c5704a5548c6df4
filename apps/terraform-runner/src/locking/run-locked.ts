import type { Run } from '../requests/open-run.ts';
import type { TerraformMessage } from '../progress/terraform-message.ts';
import type { StateHold } from './hold-state.ts';
import { watchLock, type LockWatch } from './watch-lock.ts';

/** A run that has claimed its state: its children stop when the claim is lost. */
export interface ClaimedRun extends Run {
  readonly hold: StateHold;
  /** The children's locks so far. */
  readonly watches: LockWatch[];
}

export function claimedRun(run: Run, hold: StateHold): ClaimedRun {
  const stops = [hold.lost, ...(run.terraform.stop === undefined ? [] : [run.terraform.stop])];
  return {
    ...run,
    hold,
    watches: [],
    terraform: { ...run.terraform, stop: AbortSignal.any(stops) },
  };
}

/** Runs a verb that locks the state, and writes down its lock's id while it runs. */
export async function runLocked<T>(
  run: ClaimedRun,
  verb: (onMessage: (message: TerraformMessage) => void) => Promise<T>,
): Promise<T> {
  const { objects, records, clock, log } = run.outside;
  const { record } = run.hold;
  const { signal } = run;
  const state = run.request.state;
  const watch = watchLock({ objects, records, record, state, clock, log, signal });
  run.watches.push(watch);
  try {
    return await verb((message) => watch.onMessage(message));
  } finally {
    await watch.end();
  }
}
