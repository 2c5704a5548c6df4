import { otherRole } from '../services/service-definition.ts';
import type { OrderTrigger } from '../triggers/trigger.ts';
import type { Decision, Judgement } from './decision.ts';
import type { Question } from './question.ts';
import { diagnoseService } from './diagnose-service.ts';
import type { Diagnosis } from './diagnosis.ts';

/**
 * What to do about a person's order. It binds the side in charge and the epoch that they saw.
 * `undefined`: it answers a question, and what comes of that a fresh look decides.
 */
export function decideOrder(question: Question, order: OrderTrigger): Decision | undefined {
  const { state, service, viability, looks } = question;
  const last = looks[looks.length - 1] ?? looks[0];
  const diagnosis = diagnoseService(last, state, service);
  const refused = refusal(question, order, diagnosis);
  if (!refused && order.order === 'approve') return undefined;
  const judgement = refused ?? obey(order, otherRole(state.active));
  const to = judgement.action === 'accept' ? state.active : otherRole(state.active);
  return { ...judgement, from: state.active, to, epoch: state.epoch, diagnosis, viability };
}

function obey({ order, by, reason }: OrderTrigger, standby: string): Judgement {
  if (order === 'accept') {
    return {
      action: 'accept',
      reason: 'ordered',
      sentence: `${by} accepts the ${standby}: ${reason}`,
    };
  }
  return {
    action: isPlanned(order) ? 'switch-over' : 'fail-over',
    reason: `ordered-${order}`,
    sentence: `${by} ordered ${order}: ${reason}`,
  };
}

function isPlanned(order: OrderTrigger['order']): boolean {
  return order === 'switchover' || order === 'failback';
}

/** Why an order is not carried out; the first reason counts. */
function refusal(
  question: Question,
  order: OrderTrigger,
  diagnosis: Diagnosis,
): Judgement | undefined {
  const { state, service, viability } = question;
  const standby = otherRole(state.active);
  const present = `${state.active} is in charge at epoch ${state.epoch}`;
  if (order.expectedActive !== state.active || order.expectedEpoch !== state.epoch) {
    return refuse(
      'order-out-of-date',
      `the order expects ${order.expectedActive} at epoch ${order.expectedEpoch}, but ${present}`,
      `understudy status ${service.name}`,
    );
  }
  if (order.order === 'accept' || order.order === 'approve') return undefined;
  if (order.order === 'failback' && state.active === 'primary') {
    return refuse(
      'already-there',
      `${present}: there is nothing to fail back`,
      `understudy status ${service.name}`,
    );
  }
  if (!viability.viable && !(viability.suspectOnly && order.force)) {
    return refuse(
      'standby-not-viable',
      `the ${standby} cannot take over: ${viability.failed}`,
      viability.suspectOnly
        ? `understudy accept ${service.name}`
        : `understudy readiness ${service.name}`,
    );
  }
  return order.force ? undefined : unfitting(question, order, diagnosis);
}

/** A planned change needs a healthy side in charge, an unplanned one a side that is not. */
function unfitting(
  { service }: Question,
  { order }: OrderTrigger,
  { code, sentence }: Diagnosis,
): Judgement | undefined {
  if (isPlanned(order) && code !== 'healthy' && code !== 'intruder') {
    return refuse(
      'not-healthy',
      `a ${order} needs a healthy side in charge, but ${sentence}`,
      `understudy run ${service.name}`,
    );
  }
  if (order === 'run' && code === 'healthy') {
    return refuse(
      'active-healthy',
      `${sentence}: there is nothing to fail over`,
      `understudy switchover ${service.name}, or run --force --reason`,
    );
  }
  return undefined;
}

function refuse(reason: string, sentence: string, next: string): Judgement {
  return { action: 'refuse', reason, sentence, next };
}
