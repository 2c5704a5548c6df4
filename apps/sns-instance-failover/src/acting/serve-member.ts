import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { brokenFence, fenceEvidence, registrationOf, type Look } from '../looking/look.ts';
import { otherRole } from '../services/service-definition.ts';
import { POLL_EVERY_SECONDS } from './fence-member.ts';
import { moveNetwork } from './move-network.ts';
import { change, lookNow, renewedLook, tell, type Run } from './run.ts';
import { settledStep } from './settle-calls.ts';

export type ServeResult =
  | { readonly serves: true }
  | {
      readonly serves: false;
      readonly reason: 'unhealthy' | 'fence-broken';
      readonly words: string;
    };

export interface ServeRequest {
  readonly role: Role;
  readonly label: string;
  readonly whileFenced: boolean;
}

/** Registers a running member everywhere, moves the network to it, and waits until it is healthy. */
export async function serveMember(run: Run, request: ServeRequest): Promise<ServeResult> {
  const registered = await registerMember(run, request);
  if (!registered.serves) return registered;
  await moveNetwork(run, request.role, request.label);
  return confirmHealthy(run, request);
}

/** The registration alone, in every group where it is missing. */
export function registerMember(run: Run, request: ServeRequest): Promise<ServeResult> {
  const step = { name: `${request.label}.register`, role: request.role };
  return settledStep<ServeResult>(run, step, (scope) => register(run, request, scope));
}

async function register(
  run: Run,
  request: ServeRequest,
  scope: StepScope,
): Promise<{ value: ServeResult; sentence: string; evidence?: unknown }> {
  const { role } = request;
  const look = await renewedLook(run, scope);
  const evidence = fenceEvidence(look, otherRole(role));
  const words = request.whileFenced ? brokenFence(look, role) : undefined;
  if (words !== undefined) {
    const value: ServeResult = { serves: false, reason: 'fence-broken', words };
    return { value, sentence: `Not registered: ${words}.`, evidence };
  }
  const { instance, targets } = look.members[role];
  const id = instance?.id;
  const missing = targets.filter(({ target }) => registrationOf(target) !== 'registered');
  for (const { group } of id === undefined ? [] : missing) {
    await change(
      run,
      {
        phase: 'register',
        call: 'elasticloadbalancing:RegisterTargets',
        on: [group.arn, id ?? ''],
        from: 'deregistered',
        to: 'registered',
      },
      (permit) => run.session.world.elbv2.register(permit, group.arn, id ?? ''),
      scope,
    );
  }
  const names = missing.map(({ group }) => group.name).join(', ');
  return {
    value: { serves: true },
    sentence:
      names === ''
        ? `The ${role} is registered already.`
        : `The ${role} (${id}) was registered in ${names}.`,
    evidence,
  };
}

async function confirmHealthy(run: Run, request: ServeRequest): Promise<ServeResult> {
  const { role, label } = request;
  const { clock } = run.session.world;
  const poll = await run.workflow.poll<ServeResult>(
    `${run.prefix}${label}.healthy`,
    async (scope) => {
      const begun = clock.now();
      const words = notHealthyIn(await lookNow(run, scope), role);
      if (words !== undefined)
        return { met: false, last: { serves: false, reason: 'unhealthy', words } };
      await tell(run, {
        step: `${label}.healthy`,
        begun,
        sentence: `The ${role} is healthy in every target group.`,
      });
      return { met: true, value: { serves: true } };
    },
    { everySeconds: POLL_EVERY_SECONDS, timeoutSeconds: run.session.service.healthyTimeoutSeconds },
  );
  return poll.value;
}

/** The groups in which it is not healthy, in words; `undefined`: healthy everywhere. */
export function notHealthyIn(look: Look, role: Role): string | undefined {
  if (look.blind) return look.blind;
  const failing = look.members[role].targets
    .map(({ group, target }) => ({
      name: group.name,
      state: target.known ? (target.value?.state ?? 'not registered') : 'unknown',
      reason: target.known ? target.value?.reason : target.why,
    }))
    .filter(({ state }) => state !== 'healthy');
  if (failing.length === 0) return undefined;
  return failing
    .map(({ name, state, reason }) => `${state} in ${name}${reason ? ` (${reason})` : ''}`)
    .join(', ');
}
