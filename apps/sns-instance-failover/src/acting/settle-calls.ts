import { SIGNED_REQUEST_LIFE_MS, type Intent, type Role } from '@understudy/leases';

import { registrationOf, type Look } from '../looking/look.ts';
import { lookNow, toldStep, type Run } from './run.ts';

/** A settling is bounded by one request's life; this many looks cover it with room. */
export const SETTLE_LOOKS_MAX = 30;
export const SETTLE_EVERY_SECONDS = 15;

/**
 * Waits until no call of this service can still take effect: its effect is seen, or its life is
 * over. Done before anything that goes the other way, and before the lease is given back (rule 3).
 */
export async function settleCalls(run: Run, label: string): Promise<void> {
  for (let look = 1; look <= SETTLE_LOOKS_MAX; look++) {
    const left = await toldStep(run, `${label}.settle-${look}`, async (scope) => {
      const { gate, world } = run.session;
      if (gate.unsettled().length === 0) return { value: 0, sentence: 'No call is on its way.' };
      const seen = await lookNow(run, scope);
      for (const intent of gate.unsettled()) {
        if (effectSeen(intent, seen) || isOver(intent, world.clock.now()))
          gate.settle(intent.sequence);
      }
      const open = gate.unsettled();
      return {
        value: open.length,
        sentence:
          open.length === 0
            ? 'All calls are settled.'
            : `May still take effect: ${open.map(({ call }) => call).join(', ')}.`,
      };
    });
    if (left === 0) return;
    await run.workflow.wait(`${run.prefix}${label}.settling-${look}`, SETTLE_EVERY_SECONDS);
  }
}

/** Past its send-by it was not sent, and past a signed request's life it cannot arrive. */
export function isOver(intent: Intent, nowMilliseconds: number): boolean {
  return nowMilliseconds > intent.sendByMilliseconds + SIGNED_REQUEST_LIFE_MS;
}

/** Whether what the call was to do is so. Calls of the network layers are only waited out. */
export function effectSeen(intent: Intent, look: Look): boolean {
  // What was sent twice may still arrive once more after its effect was seen (found by the model).
  if (look.blind || intent.repeated) return false;
  const states = (['primary', 'backup'] as const).map((role: Role) => look.members[role]);
  const member = states.find(
    ({ instance }) => instance !== undefined && intent.on.includes(instance.id),
  );
  const target = member?.targets.find(({ group }) => intent.on.includes(group.arn));
  switch (intent.call) {
    case 'ec2:StopInstances':
      return ['stopping', 'stopped', 'terminated'].includes(member?.instance?.state ?? '');
    case 'ec2:StartInstances':
      return ['pending', 'running'].includes(member?.instance?.state ?? '');
    case 'elasticloadbalancing:DeregisterTargets':
      return target !== undefined && ['absent', 'draining'].includes(registrationOf(target.target));
    case 'elasticloadbalancing:RegisterTargets':
      return target !== undefined && registrationOf(target.target) === 'registered';
    case 'ec2:ModifyInstanceAttribute':
      return member?.instance?.securityGroups.join(',') === intent.to;
    default:
      return false;
  }
}
