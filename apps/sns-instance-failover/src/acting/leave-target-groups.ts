import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { registrationOf, type MemberLook } from '../looking/look.ts';
import type { NotPerformed } from './admission.ts';
import { lookLast, type Asked } from './last-look.ts';
import { change, toldStep, type Run } from './run.ts';

/** Takes a member out of every target group that it is still in. */
export async function leaveTargetGroups(run: Run, role: Role, label: string): Promise<void> {
  await leaveAfterLastLook(run, { role, label });
}

/** The same as the first change of a round: unless the last look decides otherwise. */
export async function leaveAfterLastLook(
  run: Run,
  request: Asked & { readonly role: Role; readonly label: string },
): Promise<NotPerformed | null> {
  const { role, label } = request;
  return toldStep<NotPerformed | null>(run, `${label}.deregister`, async (scope) => {
    const { look, words, not } = await lookLast(run, request, scope);
    if (not) return { value: not, sentence: words.join(' ') };
    const done = await deregisterSeen(run, look.members[role], scope);
    return { value: null, sentence: [...words, done].join(' ') };
  });
}

/** The same by a look that was just made. What it did, in a sentence. */
export async function deregisterSeen(
  run: Run,
  member: MemberLook,
  scope: StepScope,
): Promise<string> {
  const registered = member.targets.filter(
    ({ target }) => registrationOf(target) !== 'absent' && registrationOf(target) !== 'draining',
  );
  for (const { group } of registered) await deregisterFrom(run, member, group.arn, scope);
  const names = registered.map(({ group }) => group.name).join(', ');
  return names === ''
    ? `The ${member.role} is in no target group.`
    : `The ${member.role} (${member.instance?.id}) left ${names}.`;
}

async function deregisterFrom(
  run: Run,
  member: MemberLook,
  groupArn: string,
  scope: StepScope,
): Promise<void> {
  const id = member.instance?.id;
  if (id === undefined) return;
  const { world } = run.session;
  await change(
    run,
    {
      phase: 'fence',
      call: 'elasticloadbalancing:DeregisterTargets',
      on: [groupArn, id],
      from: 'registered',
      to: 'deregistered',
    },
    (permit) => world.elbv2.deregister(permit, groupArn, id),
    scope,
  );
}
