import type { OutageVerdict } from './outage-verdict.ts';

/**
 * Whether what is seen is reason enough to begin building in the recovery region, while the confirm
 * window still runs. Building can be taken for a pilot light afterwards; nothing else may begin.
 */
export type SuspicionDecision = {
  readonly reason: string;
  readonly sentence: string;
} & (
  | { readonly action: 'build' }
  | { readonly action: 'wait' }
  /** The primary serves, or AWS repairs it: nothing is to be built. */
  | { readonly action: 'leave' }
);

export interface SuspicionQuestion {
  readonly verdict: OutageVerdict;
  readonly suspicionWindowSeconds: number;
}

/**
 * The observers' own rule over a shorter window: two regions, each with its own network proved, have
 * seen nothing serve at two looks or more, and AWS does not say that it repairs anything.
 */
export function judgeSuspicion(question: SuspicionQuestion): SuspicionDecision {
  const { verdict, suspicionWindowSeconds } = question;
  const { reason, sentence } = verdict;
  switch (verdict.verdict) {
    case 'lost':
      return { action: 'build', reason: 'outage-confirmed', sentence };
    case 'healthy':
    case 'native-recovery':
      return { action: 'leave', reason, sentence };
    default:
      break;
  }
  if (reason === 'in-doubt') return { action: 'leave', reason, sentence };
  // Whatever else is unknown (a cut path, one observer, signals that disagree) founds nothing.
  const seen = reason === 'confirming' ? (verdict.seenSeconds ?? 0) : 0;
  if (seen < suspicionWindowSeconds || !isSeenTwice(verdict)) {
    return { action: 'wait', reason, sentence };
  }
  return {
    action: 'build',
    reason: 'well-founded-suspicion',
    sentence: `Building begins on suspicion: ${sentence} Fence and promotion wait until it is confirmed.`,
  };
}

/** One look may be one lost packet: each observer has seen it at two looks in a row. */
function isSeenTwice({ evidence }: OutageVerdict): boolean {
  return evidence
    .filter(({ state }) => state === 'down')
    .every(
      ({ downSinceMilliseconds, newestAtMilliseconds }) =>
        downSinceMilliseconds !== undefined &&
        newestAtMilliseconds !== undefined &&
        downSinceMilliseconds < newestAtMilliseconds,
    );
}
