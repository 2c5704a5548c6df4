import type { Role } from '@understudy/leases';

import type { MemberLook } from '../looking/look.ts';
import type { NotPerformed } from './admission.ts';
import { lookLast, type Asked } from './last-look.ts';
import { deregisterSeen } from './leave-target-groups.ts';
import { toldStep, type Run } from './run.ts';
import { FIRST_STOP, stopSeen } from './stop-member.ts';

export interface CutOffRequest extends Asked {
  readonly role: Role;
  readonly label: string;
}

/**
 * Nobody waits for a failed member: out of the groups and down, on one look. One that some group
 * still finds healthy leaves first, then stops. From one that serves nobody nothing can be taken
 * away: both requests go at once, each with an intent of its own, and a slow balancer does not
 * keep a dead machine from being stopped. The fence asks for both, whichever comes first.
 */
export async function cutOff(run: Run, request: CutOffRequest): Promise<NotPerformed | null> {
  const { label, role } = request;
  return toldStep<NotPerformed | null>(run, `${label}.cut-off`, async (scope) => {
    const { look, words, not } = await lookLast(run, request, scope);
    if (not) return { value: not, sentence: words.join(' ') };
    const member = look.members[role];
    const leave = () => deregisterSeen(run, member, scope);
    const halt = () => stopSeen(run, member, FIRST_STOP, scope);
    const done = healthySomewhere(member)
      ? [await leave(), await halt()]
      : await bothEnded(leave(), halt());
    return { value: null, sentence: [...words, ...done].join(' ') };
  });
}

function healthySomewhere({ targets }: MemberLook): boolean {
  return targets.some(({ target }) => !target.known || target.value?.state === 'healthy');
}

/** A step ends when both of its requests have (rule 8); then the first failure counts. */
async function bothEnded<T>(one: Promise<T>, other: Promise<T>): Promise<readonly T[]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}
