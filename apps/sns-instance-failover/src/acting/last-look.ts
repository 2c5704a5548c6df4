import type { StepScope } from '@understudy/workflow';

import { STANDS, type SecondThought } from '../deciding/decide-again.ts';
import type { Look } from '../looking/look.ts';
import { EVIDENCE_LIFE_MS } from './evidence.ts';
import { admissionSentence, type Admit, type NotPerformed } from './admission.ts';
import { cannotObserve, clearLook, type Beside, type Run } from './run.ts';

/** What the look before the first change is judged by: a decision, once more (rule 4). */
export interface LastLook {
  /** The sensors that the decision stands on, beside states and registrations. */
  readonly beside: Beside;
  /**
   * What it stood on too, and may go without while the look that decided is young: asked where that
   * has aged, or where the decision would not stand without it.
   */
  readonly spare: Beside;
  /** When the look was begun that decided. */
  readonly decidedAtMilliseconds: number;
  /** The last intent of the time before the decision: a later one, and this run has begun. */
  readonly sequence: number;
  readonly judge: (look: Look, begun: boolean) => SecondThought;
}

/** Asked before a member is touched, within the step that touches it. */
export interface Asked {
  /** Absent: nothing was decided that a look could change (putting back). */
  readonly lastLook?: LastLook | undefined;
  readonly admit?: Admit | undefined;
}

export interface LastSeen {
  readonly look: Look;
  /** For the timeline. */
  readonly words: readonly string[];
  /** Set: touch nothing, and why. */
  readonly not?: NotPerformed;
}

/**
 * One last look, which decides again: a member that has recovered since the window is not fenced.
 * What it could not see is no reason for anything: the step's next try looks anew. A slot that was
 * taken side by side is given back when it is not used.
 */
export async function lookLast(
  run: Run,
  { lastLook, admit }: Asked,
  scope: StepScope,
): Promise<LastSeen> {
  const { gate, world } = run.session;
  const begun = lastLook !== undefined && gate.lastSequence() > lastLook.sequence;
  const agesAt = (lastLook?.decidedAtMilliseconds ?? 0) + EVIDENCE_LIFE_MS;
  const isYoung = (): boolean => world.clock.now() <= agesAt;
  const everything: Beside = { ...lastLook?.beside, ...lastLook?.spare };
  const goesWithout = lastLook !== undefined && isYoung();
  const [first, admission] = await Promise.all([
    clearLook(run, scope, goesWithout ? lastLook.beside : everything),
    admit?.(scope),
  ]);
  let look = first;
  let thought = lastLook?.judge(look, begun) ?? STANDS;
  // It aged while this look was made, or the decision does not stand without it.
  if (goesWithout && !(isYoung() && thought.kind === 'stands')) {
    look = await clearLook(run, scope, everything);
    thought = lastLook.judge(look, begun);
  }
  if (thought.kind === 'unseen') throw cannotObserve(run, thought.words);
  if (thought.kind === 'changed') {
    const { decision } = thought;
    if (admission?.granted) await world.store.returnVelocity(run.incidentId);
    const words = [`Not touched, by the last look: ${decision.sentence}.`];
    return { look, words, not: { reconsidered: decision } };
  }
  const words = admission ? [admissionSentence(admission)] : [];
  return admission?.granted === false
    ? { look, words, not: { heldBack: admission.words } }
    : { look, words };
}
