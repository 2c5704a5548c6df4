import { hasCode } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import type { MemberLook } from '../looking/look.ts';
import { change, lookNow, toldStep, type Run } from './run.ts';

/** One way of stopping a machine, from a request to ever less courtesy. */
export interface StopRung {
  readonly step: string;
  readonly force: boolean;
  readonly skipOsShutdown: boolean;
}

export const FIRST_STOP: StopRung = { step: 'stop', force: true, skipOsShutdown: false };

export async function stopMember(
  run: Run,
  { label, role }: { readonly label: string; readonly role: Role },
  rung: StopRung,
): Promise<void> {
  await toldStep(run, `${label}.${rung.step}`, async (scope) => {
    const member = (await lookNow(run, scope)).members[role];
    return { value: null, sentence: await stopSeen(run, member, rung, scope) };
  });
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
