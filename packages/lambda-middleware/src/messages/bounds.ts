/** SNS and EventBridge carry 256 KB, and an envelope quotes its message once more. */
export const MESSAGE_CHARACTERS_MAX = 640 * 1024;

/** CloudWatch's own limit for an alarm's name; also more than any name of ours. */
export const NAME_CHARACTERS_MAX = 255;

/** Deeper than any message of AWS's: a parser's stack is not ours to test at 3 a.m. */
export const DEPTH_MAX = 24;

/** A clock that is further ahead than this is broken, and its message says nothing of now. */
export const MESSAGE_AHEAD_SECONDS_MAX = 5 * 60;

/** Nesting of a JSON value, without recursion; stops counting past the limit. */
export function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEPTH_MAX; depth++) {
    const next = level.flatMap((item): unknown[] =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (next.length === 0) return depth;
    level = next;
  }
  return DEPTH_MAX + 1;
}
