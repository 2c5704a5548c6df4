import { otherRole } from '../services/service-definition.ts';
import type { OrderTrigger } from '../triggers/trigger.ts';
import type { Decision } from './decision.ts';
import type { Question } from './decide-failover.ts';
import { diagnoseService } from './diagnose-service.ts';

/** What to do about a person's order. It binds the side in charge and the epoch that they saw. */
export function decideOrder(question: Question, order: OrderTrigger): Decision {
  const { state, service, viability, looks } = question;
  const last = looks[looks.length - 1] ?? looks[0];
  const diagnosis = diagnoseService(last, state.active, service);
  const to = otherRole(state.active);
  const base = { from: state.active, to, epoch: state.epoch, diagnosis, viability };
  const refuse = (reason: string, sentence: string, next: string): Decision => ({
    ...base,
    action: 'refuse',
    reason,
    sentence,
    next,
  });
  const present = `${state.active} is in charge at epoch ${state.epoch}`;

  if (order.expectedActive !== state.active || order.expectedEpoch !== state.epoch) {
    return refuse(
      'order-out-of-date',
      `the order expects ${order.expectedActive} at epoch ${order.expectedEpoch}, but ${present}`,
      `understudy status ${service.name}`,
    );
  }
  if (order.order === 'accept') {
    return {
      ...base,
      action: 'accept',
      to: state.active,
      reason: 'ordered',
      sentence: `${order.by} accepts the ${to}: ${order.reason}`,
    };
  }
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
      `the ${to} cannot take over: ${viability.failed}`,
      viability.suspectOnly
        ? `understudy accept ${service.name}`
        : `understudy readiness ${service.name}`,
    );
  }
  const planned = order.order === 'switchover' || order.order === 'failback';
  if (planned && diagnosis.code !== 'healthy' && diagnosis.code !== 'intruder' && !order.force) {
    return refuse(
      'not-healthy',
      `a ${order.order} needs a healthy side in charge, but ${diagnosis.sentence}`,
      `understudy run ${service.name}`,
    );
  }
  if (order.order === 'run' && diagnosis.code === 'healthy' && !order.force) {
    return refuse(
      'active-healthy',
      `${diagnosis.sentence}: there is nothing to fail over`,
      `understudy switchover ${service.name}, or run --force --reason`,
    );
  }
  return {
    ...base,
    action: planned ? 'switch-over' : 'fail-over',
    reason: `ordered-${order.order}`,
    sentence: `${order.by} ordered ${order.order}: ${order.reason}`,
  };
}
