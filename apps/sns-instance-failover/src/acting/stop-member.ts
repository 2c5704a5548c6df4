import { hasCode } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { registrationOf, type MemberLook } from '../looking/look.ts';
import { deregisterSeen } from './leave-target-groups.ts';
import { change, lookNow, toldStep, type Run } from './run.ts';

/** One way of stopping a machine, from a request to ever less courtesy. */
export interface StopRung {
  readonly step: string;
  readonly force: boolean;
  readonly skipOsShutdown: boolean;
}

export const FIRST_STOP: StopRung = { step: 'stop', force: true, skipOsShutdown: false };

/**
 * Stops a member that has left its groups. One that somebody has registered again meanwhile, by
 * hand or by Terraform, leaves them again: stopped alone it would never be fenced.
 */
export async function stopMember(
  run: Run,
  { label, role }: { readonly label: string; readonly role: Role },
  rung: StopRung,
): Promise<void> {
  await toldStep(run, `${label}.${rung.step}`, async (scope) => {
    const member = (await lookNow(run, scope)).members[role];
    const left = isRegistered(member) ? [await deregisterSeen(run, member, scope)] : [];
    const stopped = await stopSeen(run, member, rung, scope);
    return { value: null, sentence: [...left, stopped].join(' ') };
  });
}

function isRegistered({ targets }: MemberLook): boolean {
  return targets.some(({ target }) => registrationOf(target) === 'registered');
}

/** The same by a look that was just made. What it did, in a sentence. */
export async function stopSeen(
  run: Run,
  { role, instance }: MemberLook,
  rung: StopRung,
  scope: StepScope,
): Promise<string> {
  const state = instance?.state ?? 'terminated';
  const repeat = rung.step !== 'stop' && state === 'stopping';
  if (!instance || !(state === 'running' || state === 'pending' || repeat)) {
    return `The ${role} is ${state} already.`;
  }
  await sendStop(run, instance.id, rung, scope);
  const hard = rung.skipOsShutdown ? ' without asking its operating system' : ' by force';
  return `Stop of the ${role} (${instance.id}) was requested${rung.force ? hard : ''}.`;
}

async function sendStop(run: Run, id: string, rung: StopRung, scope: StepScope): Promise<void> {
  const { world } = run.session;
  try {
    await change(
      run,
      { phase: 'fence', call: 'ec2:StopInstances', on: [id], from: 'running', to: 'stopped' },
      (permit) =>
        world.ec2.stop(permit, id, { force: rung.force, skipOsShutdown: rung.skipOsShutdown }),
      scope,
    );
  } catch (thrown) {
    // It moved between the look and the call: the confirmation decides.
    if (!hasCode(thrown, 'WrongState')) throw thrown;
  }
}
