/** SNS and EventBridge deliver at most 256 KB; more was never one of theirs. */
export const MESSAGE_CHARACTERS_MAX = 300_000;

/** Deeper than anything that AWS sends; shallow enough for every parser's stack. */
export const DEPTH_MAX = 32;

/** SNS tries for hours, and an alarm of this morning says nothing of now. */
export const MESSAGE_AGE_SECONDS_MAX = 2 * 3_600;

/** Clocks differ a little. */
export const MESSAGE_AHEAD_SECONDS_MAX = 300;

/** How deep a value is nested; stops counting beyond what is allowed. */
export function depthOf(value: unknown): number {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= DEPTH_MAX) {
    const next = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (next.length === 0 && level.every((one) => typeof one !== 'object' || one === null)) break;
    depth++;
    level = next;
  }
  return depth;
}
