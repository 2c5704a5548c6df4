import type { Surrender, SurrenderRecord } from './region-model.ts';

export type SurrenderDecision =
  | { readonly action: 'write' }
  /** What is asked for is there already. */
  | { readonly action: 'done' }
  /** Something newer has been said. */
  | { readonly action: 'refuse'; readonly found: string };

/**
 * Whether a marker may be written over the one that is there. Epoch, then term: the later word
 * counts. Of the same order a withdrawal counts, for a run withdraws only what it wrote before.
 */
export function decideSurrender(
  found: SurrenderRecord | undefined,
  wanted: Pick<SurrenderRecord, 'epoch' | 'term' | 'state'>,
): SurrenderDecision {
  if (found === undefined) return { action: 'write' };
  const order = compareOrder(wanted, found);
  if (order > 0) return { action: 'write' };
  if (order < 0) return { action: 'refuse', found: orderWords(found) };
  if (found.state === wanted.state) return { action: 'done' };
  return wanted.state === 'withdrawn'
    ? { action: 'write' }
    : { action: 'refuse', found: orderWords(found) };
}

/** Negative: `one` is the older word. */
function compareOrder(
  one: Pick<Surrender, 'epoch' | 'term'>,
  other: Pick<Surrender, 'epoch' | 'term'>,
): number {
  return one.epoch === other.epoch ? one.term - other.term : one.epoch - other.epoch;
}

function orderWords({ epoch, term, state, incident }: SurrenderRecord): string {
  return `${state} at epoch ${epoch}, term ${term}, by ${incident}`;
}
