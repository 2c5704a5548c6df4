import type { Look } from '../looking/look.ts';
import { judgeFinding } from './decide-failover.ts';
import { decideOrder } from './decide-order.ts';
import type { Action, Decision } from './decision.ts';
import { diagnoseService } from './diagnose-service.ts';
import type { Question } from './question.ts';

/** What the last look makes of a decision. */
export type SecondThought =
  | { readonly kind: 'stands' }
  /** What the decision stands on could not be read: no reason for it, and none against it. */
  | { readonly kind: 'unseen'; readonly words: string }
  | { readonly kind: 'changed'; readonly decision: Decision };

export const STANDS: SecondThought = { kind: 'stands' };

/**
 * Decides again, by the look before the first change (rule 4; the specification's `LastLook`). The
 * question's last look is that one. One look is enough to let a member be, never to act otherwise:
 * what else it asks for is left to the next look. `begun`: something was sent already, whose effect
 * the look may show; then only a member that is well stops what goes on.
 */
export function decideAgain(question: Question, decision: Decision, begun: boolean): SecondThought {
  const { trigger, looks, state, service } = question;
  const last = looks.at(-1) ?? looks[0];
  const unseen = unseenWords(last, decision);
  if (unseen !== undefined) return { kind: 'unseen', words: unseen };
  if (trigger.kind === 'order' && trigger.order !== 'approve') {
    const again = begun ? undefined : decideOrder(question, trigger);
    return again?.action === 'refuse' ? { kind: 'changed', decision: again } : STANDS;
  }
  const diagnoses = looks.map((look) => diagnoseService(look, state, service));
  const diagnosis = diagnoses.at(-1);
  if (!diagnosis) return STANDS;
  const isWell = diagnosis.code === 'healthy' || diagnosis.code === 'intruder';
  if (begun && !(isWell && decision.action === 'fail-over')) return STANDS;
  const again = judgeFinding(question, diagnoses, diagnosis);
  // What a person has approved is asked again with the same reason: it stands.
  if (again.action === decision.action || again.reason === decision.reason) return STANDS;
  const whom = { from: state.active, to: state.active, epoch: state.epoch, diagnosis };
  if (!begun && !ACTS.has(again.action)) {
    return { kind: 'changed', decision: { ...again, ...whom } };
  }
  const sentence = `${diagnosis.sentence}, unlike before: the next look decides`;
  const reason = isWell ? 'recovered' : again.reason;
  return { kind: 'changed', decision: { action: 'hold', reason, sentence, ...whom } };
}

/** Judgements that change something: each of them wants looks of its own. */
const ACTS: ReadonlySet<Action> = new Set<Action>([
  'fail-over',
  'register',
  'fence-intruder',
  'adopt',
]);

function unseenWords(look: Look, { diagnosis, from }: Decision): string | undefined {
  if (look.blind !== undefined) return look.blind;
  const { status, targets } = look.members[from];
  const fails = targets.some(({ target }) => target.known && target.value?.state === 'unhealthy');
  // What the balancer still finds failing needs no second witness.
  if (diagnosis?.code === 'instance-impaired' && !status.known && !fails) return status.why;
  if (diagnosis?.code !== 'target-unhealthy' && diagnosis?.code !== 'shared-cause')
    return undefined;
  const unread = targets.find(({ target }) => !target.known);
  return unread && !unread.target.known ? unread.target.why : undefined;
}
