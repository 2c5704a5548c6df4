/**
 * `verified`: looked at, and so. `unverified`: looked at, and only the disaster will tell. `failed`:
 * looked at, and not so. `unknown`: it could not be looked at.
 */
export type ReadinessMark = 'verified' | 'unverified' | 'failed' | 'unknown';

/** One thing that a recovery needs tonight. */
export interface ReadinessFinding {
  readonly what: string;
  readonly why: string;
  readonly mark: ReadinessMark;
  readonly found: string;
  readonly atMilliseconds: number;
  /** The command, or the change, that repairs it. */
  readonly repair?: string;
}

export interface Readiness {
  readonly state: 'green' | 'red' | 'unknown';
  readonly sentence: string;
  readonly atMilliseconds: number;
  readonly findings: readonly ReadinessFinding[];
}

/** Red as soon as anything has failed; what could not be looked at is never green. */
export function judgeReadiness(
  plan: string,
  findings: readonly ReadinessFinding[],
  atMilliseconds: number,
): Readiness {
  const of = (mark: ReadinessMark) => findings.filter((one) => one.mark === mark);
  const failed = of('failed');
  const unknown = of('unknown');
  const base = { atMilliseconds, findings };
  if (failed.length > 0) {
    const words = failed.map(({ what }) => what).join('; ');
    return { ...base, state: 'red', sentence: `${plan} is not ready: ${words}.` };
  }
  if (unknown.length > 0 || findings.length === 0) {
    const words = unknown.map(({ what }) => what).join('; ') || 'nothing was looked at';
    return {
      ...base,
      state: 'unknown',
      sentence: `Whether ${plan} is ready is not known: ${words}.`,
    };
  }
  const open = of('unverified').length;
  const sentence = `${plan} is ready: ${findings.length} things were looked at, ${open} only the disaster will tell.`;
  return { ...base, state: 'green', sentence };
}
