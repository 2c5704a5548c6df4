import { otherRole } from '../services/service-definition.ts';
import { REPLACED_BY_ITS_GROUP, type Decision, type Judgement, type Verdict } from './decision.ts';
import { diagnoseService } from './diagnose-service.ts';
import type { Diagnosis, DiagnosisCode } from './diagnosis.ts';
import { judgeTrigger } from './judge-trigger.ts';
import type { Question } from './question.ts';
import { replaceActive } from './replace-active.ts';

/** What is seen once may be a blip of the sensor, however certain it looks. */
const CONFIRMING_LOOKS = 2;

/** Without a control behind the same balancer, one sensor must persist this much longer. */
const WINDOWS_WITHOUT_CONTROL = 2;

/** An instance that somebody stops is given this many looks to arrive, before it is left to them. */
const TRANSITION_LOOKS = 6;

/** The longest window, twice, and two looks more: a service that flaps is held, not chased. */
const LOOKS_MAX = 14;

/**
 * What to do about a service. Pure: the same question has the same answer, with its reason. Orders
 * are decided in decide-order.ts; this is for everything that nobody ordered.
 */
export function decideFailover(question: Question): Verdict {
  const { looks, service } = question;
  const diagnoses = looks.map((look) => diagnoseService(look, question.state, service));
  const diagnosis = diagnoses.at(-1);
  if (!diagnosis) return { kind: 'look-again', afterSeconds: 0, reason: 'nothing was seen yet' };
  const wanted = looksWanted(question, diagnosis);
  const inARow =
    diagnoses.length - 1 - diagnoses.findLastIndex(({ code }) => code !== diagnosis.code);
  if (inARow >= wanted)
    return decided(question, diagnosis, judgeFinding(question, diagnoses, diagnosis));
  if (looks.length < LOOKS_MAX) {
    const { everySeconds } = service.confirmWindow;
    return { kind: 'look-again', afterSeconds: everySeconds, reason: diagnosis.sentence };
  }
  const sentence = `${diagnosis.sentence}, but not in ${wanted} looks in a row of ${LOOKS_MAX}`;
  return decided(question, diagnosis, { action: 'hold', reason: 'flapping', sentence });
}

/** How many looks in a row must find the same before it is believed. */
function looksWanted({ service, looks }: Question, diagnosis: Diagnosis): number {
  const window = service.confirmWindow.looks;
  switch (diagnosis.code) {
    case 'healthy':
    case 'ambiguous-member':
      return 1;
    case 'state-differs':
    case 'intruder':
    case 'active-unregistered':
    case 'instance-missing':
    case 'instance-terminated':
    case 'instance-stopped':
      return CONFIRMING_LOOKS;
    case 'in-transition':
      return TRANSITION_LOOKS;
    // EC2 confirms a status check itself: it fails for two minutes before it says so.
    case 'instance-impaired':
    case 'cannot-observe':
    case 'state-contradicted':
    case 'shared-cause':
    case 'target-initial':
      return window;
    // The balancer's word alone: believed sooner when it is fine for somebody else.
    case 'target-unhealthy': {
      const apart = looks.at(-1)?.control === 'fine' && diagnosis.applicationReason !== undefined;
      return apart ? window : window * WINDOWS_WITHOUT_CONTROL;
    }
  }
}

/** Two who replace one instance would undo each other's work. */
const LEFT_TO_ITS_GROUP: ReadonlySet<DiagnosisCode> = new Set([
  'instance-missing',
  'instance-terminated',
  'instance-stopped',
  'instance-impaired',
  'target-unhealthy',
  'in-transition',
  'target-initial',
  'active-unregistered',
  'intruder',
]);

/** What a confirmed finding asks for. */
export function judgeFinding(
  question: Question,
  diagnoses: readonly Diagnosis[],
  diagnosis: Diagnosis,
): Judgement {
  const { code, sentence } = diagnosis;
  if (question.service.autoScaled && LEFT_TO_ITS_GROUP.has(code)) {
    return {
      action: 'ignore',
      reason: REPLACED_BY_ITS_GROUP,
      sentence: `${sentence}: its auto-scaling group replaces it, and Understudy watches until it has`,
    };
  }
  switch (code) {
    case 'healthy':
      return judgeTrigger(question, diagnoses, diagnosis);
    case 'instance-missing':
    case 'instance-terminated':
    case 'instance-stopped':
      return replaceActive(question, diagnosis);
    case 'instance-impaired':
    case 'target-unhealthy':
      return coolingDown(question, diagnosis) ?? replaceActive(question, diagnosis);
    case 'intruder':
      return { action: 'fence-intruder', reason: code, sentence };
    case 'active-unregistered':
      return { action: 'register', reason: code, sentence };
    case 'state-differs':
      return { action: 'adopt', reason: code, sentence };
    case 'target-initial':
      return { action: 'hold', reason: code, sentence: `${sentence}: its checks are not done` };
    case 'in-transition':
      return (
        stillUnfenced(question, diagnosis) ?? {
          action: 'hold',
          reason: 'native-recovery',
          sentence: `${sentence}: somebody else is moving it`,
        }
      );
    case 'cannot-observe':
    case 'state-contradicted':
    case 'ambiguous-member':
    case 'shared-cause':
      return { action: 'ask', reason: code, sentence, next: NEXT_STEP[code] };
  }
}

const NEXT_STEP = {
  'cannot-observe': 'find out why it cannot be read; the next look goes on by itself',
  'state-contradicted': 'deregister or stop the one that is not to serve; the next look goes on',
  'ambiguous-member': 'name one instance for each role by its Name tag',
  'shared-cause': 'look at the balancer and the network first',
} as const;

/** We stopped it, it does not stop, and it is isolated: only a person knows whether it is off. */
function stillUnfenced(
  { state, service }: Question,
  { sentence }: Diagnosis,
): Judgement | undefined {
  const { active, members } = state;
  if (!members[active]?.originalSecurityGroups) return undefined;
  return {
    action: 'ask',
    reason: 'fence-unknown',
    sentence: `${sentence}; it is isolated, and could not be fenced`,
    next: `make sure that the ${active} is off; the next look acts by itself (understudy accept ${service.name} restores its groups)`,
  };
}

/** Soft symptoms just after a change of the side in charge are its echo. */
function coolingDown(
  { state, service, nowMilliseconds }: Question,
  { sentence }: Diagnosis,
): Judgement | undefined {
  if (nowMilliseconds >= (state.coolDownUntilMilliseconds ?? 0)) return undefined;
  return {
    action: 'hold',
    reason: 'cool-down',
    sentence: `${sentence}, but the side in charge changed less than ${service.coolDownSeconds} s ago`,
  };
}

function decided(
  { state, viability }: Question,
  diagnosis: Diagnosis,
  judgement: Judgement,
): Verdict {
  const { action, reason } = judgement;
  const moves = action === 'fail-over' || action === 'adopt';
  const decision: Decision = {
    ...judgement,
    from: state.active,
    to: moves ? otherRole(state.active) : state.active,
    epoch: state.epoch,
    diagnosis,
    ...(action === 'fail-over' || reason === 'standby-not-viable' ? { viability } : {}),
  };
  return { kind: 'decided', decision };
}
