import type { Clock } from '@understudy/clock';

/**
 * Evidence this young counts as renewed (rule 5). A look takes up to a second to come, and a poll
 * that has just confirmed a fence is a look: to ask the same again would only let it age.
 */
export const EVIDENCE_LIFE_MS = 2_000;

/** The last look of one invocation, as long as it may be acted on. */
export interface Evidence<Look> {
  /** Keeps a look, unless something was changed since it was begun. */
  seen(look: Look): void;
  /** The last look, when it is young enough and begun after our last change. */
  young(): Look | undefined;
  /** Something of the user's is being changed: what was seen before is over. */
  changed(): void;
}

/**
 * It lives in memory, with its invocation: a later one, or one that thaws, finds nothing young and
 * looks anew. Never asked before a member is first fenced: that look is always made (the
 * specification's `LastLook`).
 */
export function createEvidence<
  Look extends { readonly atMilliseconds: number; readonly blind?: string },
>(clock: Pick<Clock, 'now'>): Evidence<Look> {
  let last: Look | undefined;
  let changedAtMilliseconds = Number.NEGATIVE_INFINITY;
  return {
    seen(look) {
      if (look.blind === undefined && look.atMilliseconds > changedAtMilliseconds) last = look;
    },
    young() {
      const isYoung = last && clock.now() - last.atMilliseconds <= EVIDENCE_LIFE_MS;
      return isYoung ? last : undefined;
    },
    changed() {
      last = undefined;
      changedAtMilliseconds = clock.now();
    },
  };
}
