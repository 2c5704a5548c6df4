/** `0.4 s`, `12.3 s`, `4 min 05 s`: as exact as a reader needs. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1_000;
  if (Math.abs(seconds) < 120) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Seconds with two decimals, for data: more would only be noise. */
export function toSeconds(milliseconds: number): number {
  return Math.round(milliseconds / 10) / 100;
}

/** `2026-11-22 03:04:05Z`. */
export function formatTime(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
