import type { Clock } from '@understudy/clock';
import { contended, toStoreError } from './store-errors.ts';

/** Tries against another transaction on the same item; each lasts some milliseconds. */
const CONFLICT_TRIES_MAX = 12;

/** The first pause between tries; doubled each time up to the longest, and spread by who asks. */
const PAUSE_FIRST_MS = 4;
const PAUSE_LONGEST_MS = 200;

/** What a refusal came to, `conflict` when another transaction stood in the way. */
export type ReadRefusal<T> = (thrown: Error) => T | 'conflict' | undefined;

export interface GuardedCalls {
  /** Errors of the client become ours. */
  readonly called: <T>(operation: string, send: () => Promise<T>) => Promise<T>;
  /** The same for a conditional write; tried again while other transactions are in its way. */
  readonly unlessConflict: <T>(
    operation: string,
    written: unknown,
    send: () => Promise<T>,
    refused: ReadRefusal<T>,
  ) => Promise<T>;
  readonly pause: (attempt: number, who: string) => Promise<void>;
}

export function guardCalls(options: {
  readonly table: string;
  readonly clock: Clock;
}): GuardedCalls {
  const { table, clock } = options;

  function pause(attempt: number, who: string): Promise<void> {
    const longest = Math.min(PAUSE_LONGEST_MS, PAUSE_FIRST_MS * 2 ** attempt);
    return clock.sleep(Math.ceil(longest * spread(`${who} ${attempt}`)));
  }

  return {
    pause,
    async called(operation, send) {
      try {
        return await send();
      } catch (thrown) {
        throw toStoreError(operation, table, thrown);
      }
    },
    async unlessConflict(operation, written, send, refused) {
      for (let attempt = 0; attempt < CONFLICT_TRIES_MAX; attempt++) {
        try {
          return await send();
        } catch (thrown) {
          const answer = thrown instanceof Error ? refused(thrown) : undefined;
          if (answer === undefined) throw toStoreError(operation, table, thrown);
          if (answer !== 'conflict') return answer;
        }
        // What is being written differs from writer to writer, and so do their pauses.
        await pause(attempt, JSON.stringify(written));
      }
      throw contended(operation, table, CONFLICT_TRIES_MAX);
    },
  };
}

/** A number from 0 to 1 that is the same for the same words: tries spread, and repeat exactly. */
function spread(words: string): number {
  let hash = 2_166_136_261;
  for (const character of words) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619);
  }
  return (hash >>> 0) / 2 ** 32;
}
