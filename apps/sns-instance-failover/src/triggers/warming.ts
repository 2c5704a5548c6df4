/** What the schedule sends to the router, and the router to the failover function: this alone. */
export const WARMING = { warm: true } as const;

/** Nothing came: one environment is kept warm. */
export function isWarming(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  const entries = Object.entries(event);
  return entries.length === 1 && entries[0]?.[0] === 'warm' && entries[0][1] === true;
}

/**
 * Of its minute, as an execution's name starts one execution only: a schedule that delivers twice
 * leaves one. It sorts, and whoever lists executions sees what it was for.
 */
export function nameWarming(nowMilliseconds: number): string {
  return `warm-${new Date(nowMilliseconds).toISOString().slice(0, 16).replace(/[-:]/g, '')}`;
}
