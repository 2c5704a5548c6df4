import type { InstanceFact } from '@understudy/aws-clients';
import { hasCode, toErrorRecord } from '@understudy/errors';
import type { Role } from '@understudy/leases';
import type { StepScope } from '@understudy/workflow';

import {
  fenceEvidence,
  registrationOf,
  type FenceEvidence,
  type MemberLook,
} from '../looking/look.ts';
import { admissionSentence, type Admit } from './admission.ts';
import { deregisterSeen, leaveTargetGroups } from './leave-target-groups.ts';
import { change, lookNow, tell, toldStep, type Change, type Run } from './run.ts';

/**
 * The state of an instance is asked for this often: half of it is our own share of each wait, and
 * the five failovers that velocity lets through at once stay within the calls that a region refills
 * each second (20). Beyond, a throttled look has seen nothing, and the next one looks.
 */
export const POLL_EVERY_SECONDS = 0.25;

export interface FenceRequest {
  readonly role: Role;
  /** Names the steps: one round may fence both sides (a put-back). */
  readonly label: string;
  /** A planned change lets connections drain first; a failure does not wait. */
  readonly drainSeconds: number;
  /** Asked beside the last look, before anything is touched. */
  readonly admit?: Admit | undefined;
}

export type FenceResult =
  | { readonly fenced: true; readonly evidence: FenceEvidence }
  | {
      readonly fenced: false;
      readonly evidence: FenceEvidence;
      readonly isolated: boolean;
      /** Not admitted, in words: nothing was touched. */
      readonly heldBack?: string;
    };

/**
 * Makes sure that a member cannot serve: deregistered and stopped, both confirmed (rule 5). The
 * order matters: traffic leaves before the machine does. Every step looks first, so it may run
 * again. What cannot be stopped is isolated, which is not a fence, and a person is asked.
 */
export async function fenceMember(run: Run, request: FenceRequest): Promise<FenceResult> {
  const { label, role } = request;
  const { fence } = run.session.service;
  if (request.drainSeconds > 0) {
    await leaveTargetGroups(run, role, label);
    await drain(run, request);
    await stop(run, request, { step: 'stop', force: false, skipOsShutdown: false });
  } else {
    const heldBack = await cutOff(run, request);
    if (heldBack) return heldBack;
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
  let evidence: FenceEvidence | undefined;
  for (const [index, rung] of escalation.entries()) {
    const confirmed = await confirmFenced(run, request, index + 1, rung.until - rung.from);
    if (confirmed.verdict === 'fenced') return { fenced: true, evidence: confirmed };
    evidence = confirmed;
    if (rung.step !== '') await stop(run, request, rung);
  }
  const isolated = await isolate(run, request);
  return {
    fenced: false,
    isolated,
    evidence: evidence ?? { verdict: 'unknown', atMilliseconds: 0, words: 'never looked' },
  };
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

interface StopRung {
  readonly step: string;
  readonly force: boolean;
  readonly skipOsShutdown: boolean;
}

/**
 * Nobody waits for a failed member: out of the groups and down, on one look. One that some group
 * still finds healthy leaves first, then stops. From one that serves nobody nothing can be taken
 * away: both requests go at once, each with an intent of its own, and a slow balancer does not
 * keep a dead machine from being stopped. The fence asks for both, whichever comes first.
 */
async function cutOff(run: Run, { label, role, admit }: FenceRequest): Promise<FenceResult | null> {
  return toldStep<FenceResult | null>(run, `${label}.cut-off`, async (scope) => {
    const [look, admission] = await Promise.all([lookNow(run, scope), admit?.(scope)]);
    const through = admission ? [admissionSentence(admission)] : [];
    if (admission?.granted === false) {
      const evidence = fenceEvidence(look, role);
      const value = {
        fenced: false,
        isolated: false,
        evidence,
        heldBack: admission.words,
      } as const;
      return { value, sentence: through.join(' ') };
    }
    const member = look.members[role];
    const leave = () => deregisterSeen(run, member, scope);
    const halt = () => stopSeen(run, member, FIRST_STOP, scope);
    const done = healthySomewhere(member)
      ? [await leave(), await halt()]
      : await bothEnded(leave(), halt());
    return { value: null, sentence: [...through, ...done].join(' ') };
  });
}

function healthySomewhere({ targets }: MemberLook): boolean {
  return targets.some(({ target }) => !target.known || target.value?.state === 'healthy');
}

/** A step ends when both of its requests have (rule 8); then the first failure counts. */
async function bothEnded<T>(one: Promise<T>, other: Promise<T>): Promise<readonly T[]> {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
}

const FIRST_STOP: StopRung = { step: 'stop', force: true, skipOsShutdown: false };

async function stop(run: Run, { label, role }: FenceRequest, rung: StopRung): Promise<void> {
  await toldStep(run, `${label}.${rung.step}`, async (scope) => {
    const member = (await lookNow(run, scope)).members[role];
    return { value: null, sentence: await stopSeen(run, member, rung, scope) };
  });
}

async function stopSeen(
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

/** Not a fence: tracked connections survive a change of groups. It only keeps new traffic away. */
async function isolate(run: Run, request: FenceRequest): Promise<boolean> {
  const { quarantineSecurityGroup } = run.session.service;
  const { role, label } = request;
  return toldStep(run, `${label}.isolate`, async (scope) => {
    const look = await lookNow(run, scope);
    const instance = look.members[role].instance;
    if (!instance || quarantineSecurityGroup === undefined) {
      return {
        value: false,
        sentence: `The ${role} could not be fenced, and no quarantine group is configured.`,
      };
    }
    if (!instance.securityGroups.includes(quarantineSecurityGroup)) {
      await saveOriginalGroups(run, role, instance.id, instance.securityGroups);
      const refusal = await quarantine(run, instance, quarantineSecurityGroup, scope);
      if (refusal !== undefined)
        return { value: false, sentence: `The ${role} could not be isolated: ${refusal}` };
    }
    return {
      value: true,
      sentence: `The ${role} (${instance.id}) is isolated by ${quarantineSecurityGroup}; that is no fence.`,
    };
  });
}

/** Why not, in words: what cannot be isolated is asked about all the same. */
async function quarantine(
  run: Run,
  instance: InstanceFact,
  group: string,
  scope: StepScope,
): Promise<string | undefined> {
  const { ec2 } = run.session.world;
  const intent: Change = {
    phase: 'isolate',
    call: 'ec2:ModifyInstanceAttribute',
    on: [instance.id],
    from: instance.securityGroups.join(','),
    to: group,
  };
  try {
    await change(
      run,
      intent,
      (permit) => ec2.setSecurityGroups(permit, instance.id, [group]),
      scope,
    );
    return undefined;
  } catch (thrown) {
    if (!REFUSALS.some((code) => hasCode(thrown, code))) throw thrown;
    return toErrorRecord(thrown).message;
  }
}

const REFUSALS = ['Forbidden', 'NotFound', 'Refused', 'WrongState'] as const;

async function saveOriginalGroups(
  run: Run,
  role: Role,
  instanceId: string,
  groups: readonly string[],
): Promise<void> {
  const { store } = run.session.world;
  const { state } = await store.readService(run.session.key);
  const member = { ...state?.members[role], instanceId, originalSecurityGroups: [...groups] };
  await store.saveState(run.session.hold(), { members: { ...state?.members, [role]: member } });
}
