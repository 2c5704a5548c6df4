/** What the schedule sends that keeps one environment of the router warm: this and nothing else. */
export function isWarming(event: unknown): boolean {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return false;
  const entries = Object.entries(event);
  return entries.length === 1 && entries[0]?.[0] === 'warm' && entries[0][1] === true;
}
