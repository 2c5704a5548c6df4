import { TerminalError } from '@understudy/errors';
import { SIGNED_REQUEST_LIFE_MS, type Intent, type Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { registrationOf, type Look, type MemberLook } from '../looking/look.ts';
import { otherRole } from '../services/service-definition.ts';
import { lookNow, toldStep, type Run, type Told } from './run.ts';

/** A settling is bounded by one request's life; this many looks cover it with room. */
export const SETTLE_LOOKS_MAX = 30;
export const SETTLE_EVERY_SECONDS = 15;

type Settled<T> = { readonly acted: true; readonly value: T } | { readonly acted: false };

/** Waits until no call of this service can still take effect (rule 3). */
export function settleCalls(run: Run, label: string): Promise<null> {
  return actSettled(run, { name: `${label}.settle`, waitsFor: () => true }, async () => ({
    value: null,
    sentence: 'No call is on its way.',
  }));
}

/**
 * A step that starts or registers a member: it waits while a call of ours that goes the other way
 * may still take effect, also where there is nothing left for it to do (found by the model).
 */
export function settledStep<T>(
  run: Run,
  step: { readonly name: string; readonly role: Role },
  act: (scope: StepScope) => Promise<Told<T>>,
): Promise<T> {
  const { name, role } = step;
  return actSettled(run, { name, waitsFor: (intent, look) => isOpposite(intent, look, role) }, act);
}

interface SettledStep {
  readonly name: string;
  readonly waitsFor: (intent: Intent, look: Look) => boolean;
}

async function actSettled<T>(
  run: Run,
  { name, waitsFor }: SettledStep,
  act: (scope: StepScope) => Promise<Told<T>>,
): Promise<T> {
  for (let look = 1; look <= SETTLE_LOOKS_MAX; look++) {
    const step = look === 1 ? name : `${name}.settled-${look}`;
    const tried = await toldStep<Settled<T>>(run, step, async (scope) => {
      const open = await stillOpen(run, waitsFor, scope);
      if (open.length > 0) {
        const calls = open.map(({ call }) => call).join(', ');
        return { value: { acted: false }, sentence: `Waits: may still take effect: ${calls}.` };
      }
      const { value, ...told } = await act(scope);
      return { ...told, value: { acted: true, value } };
    });
    if (tried.acted) return tried.value;
    await run.workflow.wait(`${run.prefix}${name}.settling-${look}`, SETTLE_EVERY_SECONDS);
  }
  throw new TerminalError(
    'CallsUnsettled',
    `expected all calls to be settled within ${SETTLE_LOOKS_MAX * SETTLE_EVERY_SECONDS} s, found some that are not; the next look goes on`,
  );
}

/** Looks only when there is something to look for, and settles all that it sees. */
async function stillOpen(
  run: Run,
  waitsFor: SettledStep['waitsFor'],
  scope: StepScope,
): Promise<readonly Intent[]> {
  const { gate } = run.session;
  if (gate.unsettled().length === 0) return [];
  const look = await settleSeen(run, scope);
  return gate.unsettled().filter((intent) => waitsFor(intent, look));
}

/** Settles the calls whose effect is seen, or whose life is over; the look that it was seen by. */
export async function settleSeen(run: Run, scope: StepScope): Promise<Look> {
  const { gate, world } = run.session;
  const look = await lookNow(run, scope);
  for (const intent of gate.unsettled()) {
    if (effectSeen(intent, look) || isOver(intent, world.clock.now())) gate.settle(intent.sequence);
  }
  return look;
}

/** A stop or deregistration of this member, or a start or registration of the other. */
function isOpposite({ call, on }: Intent, look: Look, role: Role): boolean {
  const concerns = ({ instance }: MemberLook): boolean =>
    instance !== undefined && on.includes(instance.id);
  const leads = call === 'ec2:StartInstances' || call.endsWith(':RegisterTargets');
  return concerns(look.members[leads ? otherRole(role) : role]) && (leads || LEAVES.has(call));
}

const LEAVES: ReadonlySet<string> = new Set([
  'ec2:StopInstances',
  'elasticloadbalancing:DeregisterTargets',
]);

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
