import type { StateVersion } from '@understudy/recovery-messages';
import type * as z from 'zod';

type Version = z.infer<typeof StateVersion>;

export type StateJudgement =
  | { readonly fits: true }
  | { readonly fits: false; readonly expected: string; readonly found: string };

/**
 * Whether the state that was found may be built upon. An older one than was seen before (a backup
 * put in its place, a bucket's replica) does not know what exists: applying it would make it twice.
 */
export function judgeState(
  found: Version | undefined,
  seen: readonly (Version | undefined)[],
): StateJudgement {
  for (const known of seen) {
    if (known === undefined) continue;
    const expected = `state ${known.lineage} of serial ${known.serial} or newer`;
    if (found === undefined) return { fits: false, expected, found: 'no state' };
    if (found.lineage !== known.lineage || found.serial < known.serial) {
      return { fits: false, expected, found: `${found.lineage} of serial ${found.serial}` };
    }
  }
  return { fits: true };
}
