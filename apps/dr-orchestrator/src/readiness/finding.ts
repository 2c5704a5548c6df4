import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';

import type { ReadinessFinding } from '../deciding/judge-readiness.ts';
import { within } from '../world/within.ts';

/** How long one thing may take to be looked at: all are, side by side. */
const LOOK_SECONDS = 15;

/** What was found, without what is the same for every way it can end. */
export type Found = Pick<ReadinessFinding, 'mark' | 'found'> & { readonly repair?: string };

/** Looks at one thing; what cannot be asked is unknown, what may not be asked has failed. */
export async function lookAt(
  clock: Clock,
  about: Pick<ReadinessFinding, 'what' | 'why'> & { readonly repair: string },
  look: (signal: AbortSignal) => Promise<Found>,
): Promise<ReadinessFinding> {
  const { repair, ...named } = about;
  const atMilliseconds = clock.now();
  try {
    const found = await within(clock, LOOK_SECONDS, look);
    const isFine = found.mark === 'verified';
    return { ...named, atMilliseconds, ...(isFine ? {} : { repair }), ...found };
  } catch (thrown) {
    const { code, message, retryable } = toErrorRecord(thrown);
    const mark = retryable ? 'unknown' : 'failed';
    return { ...named, mark, found: `${code}: ${message}`, atMilliseconds, repair };
  }
}

export function verifiedIf(isSo: boolean, found: string): Found {
  return { mark: isSo ? 'verified' : 'failed', found };
}
