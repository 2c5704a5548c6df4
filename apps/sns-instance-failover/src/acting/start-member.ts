import { hasCode, toErrorRecord } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import { brokenFence, fenceEvidence, type Look } from '../looking/look.ts';
import { otherRole } from '../services/service-definition.ts';
import { POLL_EVERY_SECONDS } from './fence-member.ts';
import { change, lookNow, renewedLook, tell, type Run } from './run.ts';
import { settledStep } from './settle-calls.ts';

export type StartResult =
  | { readonly started: true }
  | {
      readonly started: false;
      readonly reason: 'capacity' | 'fell-back' | 'refused' | 'not-running' | 'fence-broken';
      readonly words: string;
    };

type Attempt = StartResult | { readonly started: 'requested'; readonly atMilliseconds: number };

export interface StartRequest {
  readonly role: Role;
  readonly label: string;
  /** Exclusive services: the other side must still be fenced, by evidence that is renewed. */
  readonly whileFenced: boolean;
}

/** Starts a member, patiently where capacity is short, and waits until it runs. */
export async function startMember(run: Run, request: StartRequest): Promise<StartResult> {
  const { capacity } = run.session.service;
  for (let attempt = 1; attempt <= capacity.tries; attempt++) {
    const asked = await settledStep<Attempt>(
      run,
      { name: `${request.label}.start-${attempt}`, role: request.role },
      (scope) => requestStart(run, request, scope),
    );
    if (asked.started === true) return asked;
    if (asked.started === 'requested') return confirmRunning(run, request, asked.atMilliseconds);
    if (asked.reason !== 'capacity' || attempt === capacity.tries) return asked;
    await run.workflow.wait(
      `${run.prefix}${request.label}.capacity-${attempt}`,
      capacity.everySeconds,
    );
  }
  return { started: false, reason: 'capacity', words: 'no try was allowed' };
}

async function requestStart(
  run: Run,
  request: StartRequest,
  scope: StepScope,
): Promise<{ value: Attempt; sentence: string; evidence?: unknown }> {
  const { role } = request;
  const look = await renewedLook(run, scope);
  const broken = request.whileFenced ? brokenFence(look, role) : undefined;
  if (broken !== undefined) {
    const value: Attempt = { started: false, reason: 'fence-broken', words: broken };
    const evidence = fenceEvidence(look, otherRole(role));
    return { value, sentence: `Not started: ${broken}.`, evidence };
  }
  const instance = look.members[role].instance;
  if (!instance || instance.state === 'terminated' || instance.state === 'shutting-down') {
    const words = instance ? `${instance.id} is ${instance.state}` : `no instance plays ${role}`;
    return {
      value: { started: false, reason: 'refused', words },
      sentence: `Not started: ${words}.`,
    };
  }
  const { state } = instance;
  if (state === 'running' || state === 'pending') {
    const sentence = `The ${role} (${instance.id}) is ${state} already.`;
    const atMilliseconds = run.session.world.clock.now();
    const value: Attempt =
      state === 'running' ? { started: true } : { started: 'requested', atMilliseconds };
    return { value, sentence };
  }
  return sendStart(run, role, instance.id, scope);
}

async function sendStart(
  run: Run,
  role: Role,
  id: string,
  scope: StepScope,
): Promise<{ value: Attempt; sentence: string }> {
  const { world } = run.session;
  try {
    await change(
      run,
      {
        phase: 'start',
        call: 'ec2:StartInstances',
        on: [id],
        from: 'stopped',
        to: 'running',
        starts: id,
      },
      (permit) => world.ec2.start(permit, id),
      scope,
    );
  } catch (thrown) {
    const { message, code } = toErrorRecord(thrown);
    if (hasCode(thrown, 'CapacityRefused')) {
      return {
        value: { started: false, reason: 'capacity', words: message },
        sentence: `The start of ${id} was refused for capacity.`,
      };
    }
    if (hasCode(thrown, 'Forbidden') || hasCode(thrown, 'Refused') || hasCode(thrown, 'NotFound')) {
      return {
        value: { started: false, reason: 'refused', words: message },
        sentence: `The start of ${id} was refused (${code}).`,
      };
    }
    // It moved meanwhile: whether it runs is seen, not assumed.
    if (!hasCode(thrown, 'WrongState')) throw thrown;
  }
  return {
    value: { started: 'requested', atMilliseconds: world.clock.now() },
    sentence: `Start of the ${role} (${id}) was requested.`,
  };
}

/**
 * Waits until it runs. Its status checks take minutes to say anything of a machine that has just
 * started; the balancer's checks, which come next, decide about traffic.
 */
async function confirmRunning(
  run: Run,
  request: StartRequest,
  requestedAtMilliseconds: number,
): Promise<StartResult> {
  const { role, label } = request;
  const { startTimeoutSeconds: timeoutSeconds } = run.session.service;
  const { clock } = run.session.world;
  const poll = await run.workflow.poll<StartResult>(
    `${run.prefix}${label}.running`,
    async (scope) => {
      const since = clock.now() - requestedAtMilliseconds;
      const result = runningResult(await lookNow(run, scope), role, since);
      if (!result.started && result.reason === 'not-running') return { met: false, last: result };
      if (result.started) {
        const tale = { step: `${label}.running`, begun: requestedAtMilliseconds };
        await tell(run, { ...tale, sentence: `The ${role} runs.` });
      }
      return { met: true, value: result };
    },
    { everySeconds: POLL_EVERY_SECONDS, timeoutSeconds },
  );
  return poll.value;
}

/**
 * Still stopped this long after its start was asked for, it fell back (field: a missing KMS grant).
 * Sooner, a look may be older than the start, and its reason that of an earlier stop.
 */
const FELL_BACK_AFTER_MS = 15_000;

function runningResult(look: Look, role: Role, sinceStartMilliseconds: number): StartResult {
  const { instance } = look.members[role];
  const state = instance?.state ?? 'terminated';
  const why = instance?.stateReason ?? 'no reason given';
  if (state === 'running') return { started: true };
  const fellBack = state === 'stopped' && sinceStartMilliseconds > FELL_BACK_AFTER_MS;
  if (state !== 'terminated' && !fellBack) {
    return { started: false, reason: 'not-running', words: `it is ${state}` };
  }
  const grant = /kms|InternalError/i.test(why)
    ? '; an encrypted volume needs kms:CreateGrant for our role'
    : '';
  return { started: false, reason: 'fell-back', words: `it fell back to ${state}: ${why}${grant}` };
}
