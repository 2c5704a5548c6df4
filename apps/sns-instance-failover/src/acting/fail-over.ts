import { isUnderstudyError } from '@understudy/errors';
import type { Role } from '@understudy/leases';

import type { Decision } from '../deciding/decision.ts';
import type { ActOutcome } from './act-outcome.ts';
import type { NotPerformed, Performed } from './admission.ts';
import { commitChange } from './commit-change.ts';
import { fenceMember, type FenceRequest, type FenceResult } from './fence-member.ts';
import { lookLast, type Asked } from './last-look.ts';
import { leaveTargetGroups } from './leave-target-groups.ts';
import { concludePutBack, putBack } from './put-back.ts';
import { toldStep, type Run } from './run.ts';
import { registerMember, serveMember } from './serve-member.ts';
import { startMember } from './start-member.ts';

/** A fence that breaks between its confirmation and the start is made again this often, then asked about. */
const FENCE_ROUNDS_MAX = 3;

/**
 * Policy `exclusive`: fence the side in charge, start the other, register it, commit (rule 4). No
 * state is passed over: what cannot be fenced is asked about, what cannot be started is put back.
 */
export async function failOverExclusive(
  run: Run,
  decision: Decision,
  { lastLook, admit }: Asked,
): Promise<Performed> {
  const { from, to } = decision;
  const planned = decision.action === 'switch-over';
  const drainSeconds = planned ? run.session.service.switchoverDrainSeconds : 0;
  for (let round = 1; round <= FENCE_ROUNDS_MAX; round++) {
    const part = round === 1 ? '' : `-${round}`;
    const fence = await fenceOrRestore(run, {
      role: from,
      label: `fence${part}`,
      drainSeconds,
      lastLook,
      admit: round === 1 ? admit : undefined,
    });
    if (!fence.fenced) return fence.not ?? unfenced(run, from, fence);
    const started = await startMember(run, {
      role: to,
      label: `standby${part}`,
      whileFenced: true,
    });
    if (!started.started) {
      if (started.reason === 'fence-broken') continue;
      return putBack(run, {
        from: to,
        to: from,
        why: `the ${to} could not be started: ${started.words}`,
        reason: `standby-${started.reason}`,
      });
    }
    const serves = await serveMember(run, { role: to, label: `serve${part}`, whileFenced: true });
    if (!serves.serves) {
      if (serves.reason === 'fence-broken') continue;
      return putBack(run, {
        from: to,
        to: from,
        why: `the ${to} does not get healthy: ${serves.words}`,
        reason: 'standby-unhealthy',
      });
    }
    return commitChange(run, decision, { suspect: !planned });
  }
  return {
    name: 'asked',
    reason: 'fence-does-not-hold',
    sentence: `The ${from} was fenced ${FENCE_ROUNDS_MAX} times and came back each time: somebody else starts or registers it.`,
    next: `understudy pause ${run.session.service.name}, and find who starts it`,
  };
}

/**
 * A fence that is refused half-way (a permission that is missing, a protected machine) is given up,
 * and what was deregistered for it is registered again: what served before serves on (rule 6).
 */
async function fenceOrRestore(run: Run, request: FenceRequest): Promise<FenceResult> {
  try {
    return await fenceMember(run, request);
  } catch (thrown) {
    if (!isUnderstudyError(thrown) || !REFUSALS.has(thrown.code)) throw thrown;
    await registerMember(run, { role: request.role, label: 'restore', whileFenced: true });
    throw thrown;
  }
}

/** Answers that had no effect, and that asking again would not change. */
const REFUSALS: ReadonlySet<string> = new Set(['Forbidden', 'Refused', 'NotFound']);

function unfenced(
  run: Run,
  role: Role,
  fence: { readonly isolated: boolean; readonly evidence: { readonly words: string } },
): ActOutcome {
  const { name } = run.session.service;
  return {
    name: 'asked',
    reason: 'fence-unknown',
    sentence: `The ${role} could not be fenced (${fence.evidence.words})${fence.isolated ? '; it is isolated by the quarantine group' : ''}. The standby was not started.`,
    next: `make sure that the ${role} is off, then: understudy run ${name} --force --reason "…"; or understudy accept ${name} to restore it`,
  };
}

/** Policy `warm`: the standby serves before the old one leaves, so that nobody waits. */
export async function failOverWarm(run: Run, decision: Decision, asked: Asked): Promise<Performed> {
  const { from, to } = decision;
  const not = await lookFirst(run, asked);
  if (not) return not;
  const started = await startMember(run, { role: to, label: 'standby', whileFenced: false });
  if (!started.started) {
    return concludePutBack(run, {
      reason: `standby-${started.reason}`,
      sentence: `The ${to} could not be started: ${started.words}. The ${from} was left as it is.`,
    });
  }
  const serves = await serveMember(run, { role: to, label: 'serve', whileFenced: false });
  if (!serves.serves) {
    await leaveTargetGroups(run, to, 'back');
    return concludePutBack(run, {
      reason: 'standby-unhealthy',
      sentence: `The ${to} does not get healthy: ${serves.words}. It left the groups again; the ${from} was left as it is.`,
    });
  }
  await leaveTargetGroups(run, from, 'leave');
  return commitChange(run, decision, { suspect: decision.action !== 'switch-over' });
}

/** As a step of its own: the start that follows goes by the same look while it is young. */
function lookFirst(run: Run, asked: Asked): Promise<NotPerformed | null> {
  return toldStep<NotPerformed | null>(run, 'last-look', async (scope) => {
    const { words, not } = await lookLast(run, asked, scope);
    const sentence = words.length > 0 ? words.join(' ') : 'It is still as it was decided.';
    return { value: not ?? null, sentence };
  });
}
