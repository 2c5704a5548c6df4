import type { Role, ServiceState } from '@understudy/leases';

import type { Look } from '../looking/look.ts';
import { otherRole, type ServiceDefinition } from '../services/service-definition.ts';
import type { Trigger } from '../triggers/trigger.ts';
import type { Decision, Verdict } from './decision.ts';
import { diagnoseService } from './diagnose-service.ts';
import type { Diagnosis } from './diagnosis.ts';
import { judgeTrigger } from './judge-trigger.ts';
import type { Viability } from './viability.ts';

/** All that a decision may depend on. */
export interface Question {
  readonly service: ServiceDefinition;
  readonly trigger: Trigger;
  /** Oldest first; all of this round. */
  readonly looks: readonly [Look, ...Look[]];
  readonly state: ServiceState;
  readonly viability: Viability;
  readonly nowMilliseconds: number;
}

/** Without a control behind the same balancer, one sensor must persist this much longer. */
const WINDOWS_WITHOUT_CONTROL = 2;

/**
 * What to do about a service. Pure: the same question has the same answer, with its reason. Orders
 * are decided in decide-order.ts; this is for everything that nobody ordered.
 */
export function decideFailover(question: Question): Verdict {
  const { looks, service, state, trigger } = question;
  const last = looks[looks.length - 1] ?? looks[0];
  const diagnosis = diagnoseService(last, state.active, service);
  const decided = decidedFor(question, diagnosis);
  switch (diagnosis.code) {
    case 'cannot-observe':
      return (
        again(question, service.confirmWindow.looks, diagnosis.sentence) ??
        decided('ask', 'cannot-observe', diagnosis.sentence)
      );
    case 'state-differs':
      return (
        again(question, 2, diagnosis.sentence) ??
        decided('adopt', 'state-differs', diagnosis.sentence)
      );
    case 'ambiguous-member':
      return decided(
        'ask',
        diagnosis.code,
        diagnosis.sentence,
        'name one instance for each role by its Name tag',
      );
    case 'healthy':
      return calmVerdict(question, decided, diagnosis);
    case 'target-initial':
      return (
        again(question, service.confirmWindow.looks, diagnosis.sentence) ??
        decided('hold', 'target-initial', `${diagnosis.sentence}: its health checks are not done`)
      );
    case 'in-transition':
      return (
        again(question, TRANSITION_LOOKS_MAX, diagnosis.sentence) ??
        decided('hold', 'native-recovery', `${diagnosis.sentence}: somebody else is moving it`)
      );
    case 'intruder':
      return (
        again(question, 2, diagnosis.sentence) ??
        decided('fence-intruder', 'intruder', diagnosis.sentence)
      );
    case 'active-unregistered':
      return (
        again(question, 2, diagnosis.sentence) ??
        decided('register', 'active-unregistered', diagnosis.sentence)
      );
    case 'shared-cause':
      return (
        again(question, service.confirmWindow.looks, diagnosis.sentence) ??
        decided(
          'ask',
          'shared-cause',
          diagnosis.sentence,
          'look at the balancer and the network first',
        )
      );
    case 'instance-missing':
    case 'instance-terminated':
    case 'instance-stopped':
      return again(question, 2, diagnosis.sentence) ?? failOver(question, diagnosis, decided);
    case 'instance-impaired':
    case 'target-unhealthy':
      return softVerdict(question, diagnosis, decided, trigger);
  }
}

/** An instance that somebody stops is given this many looks to arrive, before it is left to them. */
const TRANSITION_LOOKS_MAX = 6;

type Decided = (
  action: Decision['action'],
  reason: string,
  sentence: string,
  next?: string,
) => Verdict;

function decidedFor(question: Question, diagnosis: Diagnosis): Decided {
  const { state, viability } = question;
  return (action, reason, sentence, next) => ({
    kind: 'decided',
    decision: {
      action,
      reason,
      sentence,
      from: state.active,
      to: action === 'fail-over' || action === 'adopt' ? otherRole(state.active) : state.active,
      epoch: state.epoch,
      diagnosis,
      ...(action === 'fail-over' || reason === 'standby-not-viable' ? { viability } : {}),
      ...(next === undefined ? {} : { next }),
    },
  });
}

/** One more look unless there were enough with this same finding in a row. */
function again(question: Question, wanted: number, reason: string): Verdict | undefined {
  const { looks, service, state } = question;
  const codes = looks.map((look) => diagnoseService(look, state.active, service).code);
  const lastCode = codes[codes.length - 1];
  const inARow = codes.length - 1 - codes.findLastIndex((code) => code !== lastCode);
  if (inARow >= wanted || looks.length >= LOOKS_MAX) return undefined;
  return { kind: 'look-again', afterSeconds: service.confirmWindow.everySeconds, reason };
}

/** The most looks of one round: a service that flaps for two minutes is held, not chased. */
const LOOKS_MAX = 12;

function calmVerdict(question: Question, decided: Decided, diagnosis: Diagnosis): Verdict {
  const earlier = question.looks
    .slice(0, -1)
    .map((look) => diagnoseService(look, question.state.active, question.service))
    .find(({ code }) => code !== 'healthy' && code !== 'target-initial');
  if (earlier) {
    return decided(
      'ignore',
      'recovered',
      `${diagnosis.sentence}; ${earlier.sentence} a moment ago`,
    );
  }
  const judged = judgeTrigger(question, diagnosis);
  return decided(judged.action, judged.reason, judged.sentence);
}

function softVerdict(
  question: Question,
  diagnosis: Diagnosis,
  decided: Decided,
  trigger: Trigger,
): Verdict {
  const { service, state, nowMilliseconds, looks } = question;
  const last = looks[looks.length - 1] ?? looks[0];
  const agreed = diagnosis.sensors.length > 1;
  const corroborated =
    agreed || (last.control === 'fine' && diagnosis.applicationReason !== undefined);
  const trusted =
    corroborated || (diagnosis.code === 'instance-impaired' && trigger.kind === 'alarm');
  const wanted = service.confirmWindow.looks * (trusted ? 1 : WINDOWS_WITHOUT_CONTROL);
  const more = again(question, wanted, diagnosis.sentence);
  if (more) return more;
  if (isFlapping(question, diagnosis, wanted)) {
    return decided(
      'hold',
      'flapping',
      `${diagnosis.sentence}, but not in ${wanted} looks in a row`,
    );
  }
  const coolDown = state.coolDownUntilMilliseconds ?? 0;
  if (nowMilliseconds < coolDown) {
    return decided(
      'hold',
      'cool-down',
      `${diagnosis.sentence}, but the side in charge changed less than ${service.coolDownSeconds} s ago`,
    );
  }
  return failOver(question, diagnosis, decided);
}

function isFlapping(question: Question, diagnosis: Diagnosis, wanted: number): boolean {
  const { looks, state, service } = question;
  const tail = looks.slice(-wanted);
  return (
    tail.length < wanted ||
    tail.some((look) => diagnoseService(look, state.active, service).code !== diagnosis.code)
  );
}

function failOver(question: Question, diagnosis: Diagnosis, decided: Decided): Verdict {
  const { service, viability, looks, state } = question;
  if (service.autoScaled) {
    return decided(
      'ignore',
      'replaced-by-its-group',
      `${diagnosis.sentence}: its auto-scaling group replaces it`,
    );
  }
  if (viability.viable) return decided('fail-over', diagnosis.code, diagnosis.sentence);
  const last = looks[looks.length - 1] ?? looks[0];
  // Ping-pong: a suspect is better than nothing, and worse than anything that still serves.
  if (viability.suspectOnly && servesNothing(last, state.active)) {
    return decided(
      'fail-over',
      diagnosis.code,
      `${diagnosis.sentence}; the standby is suspect, but nothing else serves`,
    );
  }
  return decided(
    'ask',
    viability.suspectOnly ? 'standby-suspect' : 'standby-not-viable',
    `${diagnosis.sentence}, but the standby cannot take over: ${viability.failed}`,
    viability.suspectOnly
      ? `understudy accept ${service.name}, when the cause is known to be gone`
      : 'repair the standby; the next look acts by itself',
  );
}

/** Nothing of this service can serve now: the active member does not even run. */
function servesNothing(look: Look, active: Role): boolean {
  return look.members[active].instance?.state !== 'running';
}
