import type { Scheduler } from '@understudy/clock';

import type { Answer } from '../ec2/index.ts';
import type { Target, TargetGroupRecord, TargetState } from './target-group.ts';

/** What the checks need of the world around them. */
export interface CheckedWorld {
  readonly clock: Scheduler;
  answer(instanceId: string): Answer;
  /** The checks have decided: the target is in another state from now on. */
  onVerdict(group: TargetGroupRecord, target: Target, state: TargetState): void;
}

/**
 * Checks run at the target's own phase, every interval. While a machine answers in the same way
 * the outcome of all coming checks is known, so only the check that changes the target's state is
 * scheduled: a group in which nothing happens costs nothing.
 */
export function scheduleVerdict(
  world: CheckedWorld,
  group: TargetGroupRecord,
  target: Target,
): void {
  target.cancel();
  if (target.state === 'unused' || target.state === 'draining') return;
  countChecks(world, group, target);
  const answer = world.answer(target.instanceId);
  const well = answer === 'ok';
  target.answersWell = well;
  const verdict = well ? 'healthy' : 'unhealthy';
  if (target.state === verdict) return;
  const passed = target.streak.well === well ? target.streak.count : 0;
  const missing = Math.max(1, thresholdOf(group, target, well) - passed);
  const now = world.clock.now();
  const intervalMs = group.intervalSeconds * 1_000;
  const next = Math.max(0, Math.ceil((now - target.firstCheckAt) / intervalMs));
  const at = target.firstCheckAt + (next + missing - 1) * intervalMs;
  // A check that times out is known to have failed only then [documented].
  const delay = answer === 'timeout' ? group.timeoutSeconds * 1_000 : 0;
  target.cancel = world.clock.schedule(at + delay, () => world.onVerdict(group, target, verdict));
}

/** [documented] A new target needs one good check; one that was unhealthy needs the threshold. */
function thresholdOf(group: TargetGroupRecord, target: Target, well: boolean): number {
  if (!well) return group.unhealthyThreshold;
  return target.state === 'initial' ? 1 : group.healthyThreshold;
}

/** Adds the checks since the last change to the streak. */
function countChecks(world: CheckedWorld, group: TargetGroupRecord, target: Target): void {
  const now = world.clock.now();
  const intervalMs = group.intervalSeconds * 1_000;
  const before = (at: number): number =>
    Math.max(0, Math.ceil((at - target.firstCheckAt) / intervalMs));
  const count = before(now) - before(target.answersSince);
  if (count > 0) {
    const { streak, answersWell } = target;
    const carried = streak.well === answersWell ? streak.count : 0;
    target.streak = { well: answersWell, count: carried + count };
  }
  target.answersSince = now;
}
