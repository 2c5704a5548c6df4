import type { Permit } from '@understudy/aws-clients';

import type { DatabaseJudgement, DatabaseNotes } from '../deciding/judge-fence.ts';
import type { Change } from '../steps/step-kind.ts';
import { lookAtDatabase, type FenceLook } from './look-at-fence.ts';

/** What is remembered of the database across looks, runs and owners. */
export interface DatabaseMemory extends DatabaseNotes {
  /** The groups that it had before it was closed: the undo puts them back. */
  readonly groups?: readonly string[];
}

/** Whoever fences the database: a step of a plan, or the region guard. */
export interface DatabaseFencer {
  readonly look: FenceLook;
  readonly memory: DatabaseMemory;
  remember(memory: DatabaseMemory): Promise<void>;
  /** Through the gate of the lease that it holds. */
  change(change: Change, send: (permit: Permit) => Promise<void>): Promise<void>;
}

/**
 * One look at the database's fence, and the one thing that it needs next: its groups closed, then a
 * reboot. What was asked for shows at a later look.
 */
export async function advanceDatabase(
  fencer: DatabaseFencer,
): Promise<DatabaseJudgement & { readonly answered: boolean }> {
  const { look, memory } = fencer;
  const { old, plan } = look;
  const { primary, closedSecurityGroup = '' } = plan.database;
  const { groups: found = [], ...judged } = await lookAtDatabase(look, memory);
  const noted: DatabaseMemory = {
    ...(memory.groups ? { groups: memory.groups } : {}),
    ...judged.notes,
  };
  if (judged.act === 'close') {
    // Known before the request is sent: a run that dies in between can still be undone.
    const groups = memory.groups ?? found.filter((group) => group !== closedSecurityGroup);
    await fencer.remember({ ...noted, groups });
    const change = {
      phase: 'fence',
      call: 'rds:ModifyDBInstance',
      on: [primary],
      from: found.join(', '),
      to: closedSecurityGroup,
    };
    await fencer.change(change, (permit) =>
      old.rds.setSecurityGroups(permit, primary, [closedSecurityGroup]),
    );
  } else if (judged.act === 'reboot') {
    await fencer.remember({ ...noted, rebootAskedAtMilliseconds: look.nowMilliseconds });
    const change = {
      phase: 'fence',
      call: 'rds:RebootDBInstance',
      on: [primary],
      from: 'connections from before the fence',
      to: 'restarted',
    };
    await fencer.change(change, (permit) => old.rds.reboot(permit, primary));
  } else if (JSON.stringify(noted) !== JSON.stringify(memory)) {
    await fencer.remember(noted);
  }
  return judged;
}
