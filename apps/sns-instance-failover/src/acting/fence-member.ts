import type { Role } from '@understudy/leases';

import { fenceEvidence, registrationOf, type FenceEvidence } from '../looking/look.ts';
import type { NotPerformed } from './admission.ts';
import { cutOff } from './cut-off.ts';
import { isolateMember } from './isolate-member.ts';
import type { Asked } from './last-look.ts';
import { leaveAfterLastLook } from './leave-target-groups.ts';
import { lookNow, tell, type Run } from './run.ts';
import { stopMember } from './stop-member.ts';

/**
 * The state of an instance is asked for this often: half of it is our own share of each wait, and
 * the five failovers that velocity lets through at once stay within the calls that a region refills
 * each second (20). Beyond, a throttled look has seen nothing, and the next one looks.
 */
export const POLL_EVERY_SECONDS = 0.25;

export interface FenceRequest extends Asked {
  readonly role: Role;
  /** Names the steps: one round may fence both sides (a put-back). */
  readonly label: string;
  /** A planned change lets connections drain first; a failure does not wait. */
  readonly drainSeconds: number;
}

export type FenceResult =
  | { readonly fenced: true; readonly evidence: FenceEvidence }
  | {
      readonly fenced: false;
      readonly evidence: FenceEvidence;
      readonly isolated: boolean;
      /** It was not even begun, and why. */
      readonly not?: NotPerformed;
    };

const NEVER_LOOKED: FenceEvidence = {
  verdict: 'unknown',
  atMilliseconds: 0,
  words: 'never looked',
};

/**
 * Makes sure that a member cannot serve: deregistered and stopped, both confirmed (rule 5). The
 * order matters: traffic leaves before the machine does. Every step looks first, so it may run
 * again. What cannot be stopped is isolated, which is not a fence, and a person is asked.
 */
export async function fenceMember(run: Run, request: FenceRequest): Promise<FenceResult> {
  const { label, role } = request;
  const { fence } = run.session.service;
  const planned = request.drainSeconds > 0;
  const not = await (planned ? leaveAfterLastLook(run, request) : cutOff(run, request));
  if (not) return { fenced: false, isolated: false, evidence: NEVER_LOOKED, not };
  if (planned) {
    await drain(run, request);
    await stopMember(run, request, { step: 'stop', force: false, skipOsShutdown: false });
  }
  const escalation = [
    {
      step: 'stop-again',
      force: true,
      skipOsShutdown: false,
      until: fence.stopAgainAfterSeconds,
      from: 0,
    },
    {
      step: 'stop-hard',
      force: true,
      skipOsShutdown: true,
      until: fence.skipOsShutdownAfterSeconds,
      from: fence.stopAgainAfterSeconds,
    },
    {
      step: '',
      force: true,
      skipOsShutdown: true,
      until: fence.giveUpAfterSeconds,
      from: fence.skipOsShutdownAfterSeconds,
    },
  ];
  let evidence = NEVER_LOOKED;
  for (const [index, rung] of escalation.entries()) {
    const confirmed = await confirmFenced(run, request, index + 1, rung.until - rung.from);
    if (confirmed.verdict === 'fenced') return { fenced: true, evidence: confirmed };
    evidence = confirmed;
    if (rung.step !== '') await stopMember(run, request, rung);
  }
  const isolated = await isolateMember(run, role, label);
  return { fenced: false, isolated, evidence };
}

async function drain(run: Run, request: FenceRequest): Promise<void> {
  const { role, label, drainSeconds } = request;
  await run.workflow.poll(
    `${run.prefix}${label}.drain`,
    async (scope) => {
      const look = await lookNow(run, scope);
      const left = look.members[role].targets.filter(
        ({ target }) => registrationOf(target) === 'draining',
      ).length;
      return left === 0 ? { met: true, value: left } : { met: false, last: left };
    },
    { everySeconds: POLL_EVERY_SECONDS, timeoutSeconds: drainSeconds },
  );
}

/** Waits for both halves of the fence, and renews the evidence with each look. */
async function confirmFenced(
  run: Run,
  request: FenceRequest,
  number: number,
  seconds: number,
): Promise<FenceEvidence> {
  const { role, label } = request;
  const { clock } = run.session.world;
  const name = `${label}.fenced-${number}`;
  const begun = await run.workflow.poll(
    `${run.prefix}${name}`,
    async (scope) => {
      const started = clock.now();
      const evidence = fenceEvidence(await lookNow(run, scope), role);
      if (evidence.verdict !== 'fenced') return { met: false, last: evidence };
      await tell(run, {
        step: name,
        begun: started,
        sentence: `Fenced: ${evidence.words}.`,
        evidence,
      });
      return { met: true, value: evidence };
    },
    { everySeconds: POLL_EVERY_SECONDS, timeoutSeconds: Math.max(1, seconds) },
  );
  return begun.value;
}
