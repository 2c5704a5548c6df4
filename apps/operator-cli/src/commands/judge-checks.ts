import type { CheckLine } from '../world/executions.ts';

/** What checks on this machine amount to, in the words of a rehearsal. */
export function judgeChecks(checks: readonly CheckLine[]): {
  readonly name: 'completed' | 'needs-operator';
  readonly sentence: string;
} {
  const failed = checks.filter(({ mark }) => mark === 'failed');
  const open = checks.filter(({ mark }) => mark === 'unverified').length;
  if (failed.length === 0) {
    return {
      name: 'completed',
      sentence: `A failover would go through: ${checks.length} checks, ${open} unverified. Nothing was changed.`,
    };
  }
  const words = failed.map((check) => check.words).join('; ');
  return {
    name: 'needs-operator',
    sentence: `A failover would not go through: ${words}. Nothing was changed.`,
  };
}
