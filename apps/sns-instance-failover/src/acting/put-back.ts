import type { Role } from '@understudy/leases';

import type { ActOutcome } from './act-outcome.ts';
import { fenceMember } from './fence-member.ts';
import { toldStep, type Run } from './run.ts';
import { serveMember } from './serve-member.ts';
import { settleCalls } from './settle-calls.ts';
import { startMember } from './start-member.ts';

export interface PutBackRequest {
  /** The side that could not take over. */
  readonly from: Role;
  /** The side that was in charge, and is again. */
  readonly to: Role;
  readonly why: string;
  readonly reason: string;
}

/**
 * Putting back is a failover too (rule 6): the other side is fenced first, and no call that could
 * still start it is on its way. The epoch stays: the side in charge never changed.
 */
export async function putBack(run: Run, request: PutBackRequest): Promise<ActOutcome> {
  const { from, to, why, reason } = request;
  await settleCalls(run, 'back');
  const fence = await fenceMember(run, { role: from, label: 'back-fence', drainSeconds: 0 });
  if (!fence.fenced)
    return stuck(run, request, `and the ${from} could not be fenced (${fence.evidence.words})`);
  const started = await startMember(run, { role: to, label: 'back', whileFenced: true });
  if (!started.started)
    return stuck(run, request, `and the ${to} could not be started again: ${started.words}`);
  const serves = await serveMember(run, { role: to, label: 'back-serve', whileFenced: true });
  if (!serves.serves)
    return stuck(run, request, `and the ${to} does not get healthy: ${serves.words}`);
  return concludePutBack(run, {
    reason,
    sentence: `Could not fail over: ${why}. The ${to} serves again.`,
  });
}

/** The old side has it. It cools down as after a change: what is still sick is not chased. */
export async function concludePutBack(
  run: Run,
  outcome: Pick<ActOutcome, 'reason' | 'sentence'>,
): Promise<ActOutcome> {
  const { world, service } = run.session;
  await toldStep(run, 'cool-down', async () => {
    const coolDownUntilMilliseconds = world.clock.now() + service.coolDownSeconds * 1_000;
    await world.store.saveState(run.session.hold(), { coolDownUntilMilliseconds });
    return { value: null, sentence: `Soft symptoms wait for ${service.coolDownSeconds} s.` };
  });
  return { name: 'put-back', ...outcome, next: `understudy readiness ${service.name}` };
}

function stuck(run: Run, request: PutBackRequest, words: string): ActOutcome {
  const { name } = run.session.service;
  return {
    name: 'needs-operator',
    reason: request.reason,
    sentence: `Could not fail over: ${request.why}; ${words}. Nothing of ${name} serves.`,
    next: `repair one side, then: understudy run ${name} --reason "…"`,
  };
}
