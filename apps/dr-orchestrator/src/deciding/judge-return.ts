import type { SensorReading } from '@understudy/leases';

import { outstandingWords, type OutstandingFence } from './decide-guard.ts';

/** Sensors that only the old region itself can answer: its own control planes. */
const ASKED_THERE: ReadonlySet<string> = new Set(['database', 'alarms']);

/**
 * Something of the old region answers. Its users' name counts only when it serves: an edge in front
 * of it goes on to answer that nobody is behind it.
 */
export function isBack(readings: readonly SensorReading[]): boolean {
  return readings.some(({ sensor, result }) =>
    ASKED_THERE.has(sensor)
      ? result === 'yes' || result === 'no'
      : sensor === 'application' && result === 'yes',
  );
}

export type DeployDecision =
  | { readonly action: 'deploy'; readonly sentence: string }
  | { readonly action: 'wait'; readonly sentence: string };

/**
 * Whether applications may begin to write to the promoted database. A silent region was accepted,
 * or has evidence; one that is back is fenced by the guard first, as far as somebody could write.
 */
export function decideDeploy(question: {
  readonly region: string;
  /** Of a look made just now. */
  readonly readings: readonly SensorReading[];
  /** What of the fence has no evidence now. */
  readonly open: readonly OutstandingFence[];
  /** A person's word, or a forced run. */
  readonly permitted?: string;
}): DeployDecision {
  const { region, readings, open, permitted } = question;
  const lacks = (part: OutstandingFence['part']): boolean => open.some((one) => one.part === part);
  // Without pods nobody of ours writes; behind a closed group, and restarted, nobody does.
  if (!lacks('applications') || !lacks('database')) {
    return { action: 'deploy', sentence: `Nobody writes in ${region}.` };
  }
  if (permitted !== undefined) return { action: 'deploy', sentence: permitted };
  if (!isBack(readings)) {
    return { action: 'deploy', sentence: `${region} is still silent: its fence stays owed.` };
  }
  const words = outstandingWords(region, open);
  return { action: 'wait', sentence: `${region} is back, and may be written to. ${words}` };
}
