import { createStateMetrics, type StateMetrics } from '../cloudwatch/metric-source.ts';
import type { Ec2 } from '../ec2/index.ts';
import type { Origin } from '../kernel/origin.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import { balancersOf, suffixOf, type BalancerStore } from './balancer-store.ts';
import { scheduleVerdict, type CheckedWorld } from './health-checks.ts';
import type { Target, TargetGroupRecord, TargetState } from './target-group.ts';

/** The changes of a target, each logged, counted and followed by its checks. */
export interface TargetChanges {
  readonly metrics: StateMetrics;
  /** Puts a target into a group, or a draining one back. */
  add(
    group: TargetGroupRecord,
    instanceId: string,
    port: number,
    state: TargetState,
    by: Origin,
  ): void;
  move(group: TargetGroupRecord, target: Target, to: TargetState, by: Origin): void;
  remove(group: TargetGroupRecord, target: Target, by: Origin): void;
  /** Has the checks begin anew, and says what they will find. */
  beginChecks(group: TargetGroupRecord, target: Target): void;
  recheck(group: TargetGroupRecord, target: Target): void;
  count(group: TargetGroupRecord): void;
}

export interface TargetsOptions {
  readonly world: World;
  readonly ec2: Ec2;
  readonly store: BalancerStore;
  /** For the phases of the checks. */
  readonly random: Random;
}

/** What the service does of its own. */
export const ELB: Origin = { cause: { kind: 'service', name: 'elasticloadbalancing' } };

export function createTargetChanges(options: TargetsOptions): TargetChanges {
  const { world, ec2, store } = options;
  const metrics = createStateMetrics(world.clock, 'AWS/ApplicationELB');
  const checks: CheckedWorld = {
    clock: world.clock,
    answer: (instanceId) => ec2.answer(instanceId),
    onVerdict: (group, target, state) => changes.move(group, target, state, ELB),
  };

  function log(group: TargetGroupRecord, id: string, from: string, to: string, by: Origin): void {
    const subject = `target/${group.name}/${id}`;
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...by });
    countHosts(store, metrics, group);
  }

  const changes: TargetChanges = {
    metrics,
    add(group, instanceId, port, state, by) {
      const known = group.targets.get(instanceId);
      known?.cancel();
      const target = createTarget(instanceId, port, state);
      group.targets.set(instanceId, target);
      changes.beginChecks(group, target);
      log(group, instanceId, known?.state ?? 'unregistered', state, by);
      scheduleVerdict(checks, group, target);
    },
    move(group, target, to, by) {
      const from = target.state;
      target.state = to;
      log(group, target.instanceId, from, to, by);
      scheduleVerdict(checks, group, target);
    },
    remove(group, target, by) {
      target.cancel();
      group.targets.delete(target.instanceId);
      log(group, target.instanceId, target.state, 'unregistered', by);
    },
    beginChecks(group, target) {
      const now = world.clock.now();
      // The first check comes somewhere within the first interval [believed].
      target.firstCheckAt = now + options.random.uniform(0, group.intervalSeconds * 1_000);
      target.answersSince = now;
      target.streak = { well: false, count: 0 };
    },
    recheck: (group, target) => scheduleVerdict(checks, group, target),
    count: (group) => countHosts(store, metrics, group),
  };
  return changes;
}

function createTarget(instanceId: string, port: number, state: TargetState): Target {
  return {
    instanceId,
    port,
    state,
    firstCheckAt: 0,
    answersSince: 0,
    answersWell: false,
    streak: { well: false, count: 0 },
    cancel: () => undefined,
  };
}

/**
 * HealthyHostCount and UnHealthyHostCount, with both dimensions [documented]. A group without
 * registered targets reports nothing, and one that drains counts as none [believed].
 */
function countHosts(store: BalancerStore, metrics: StateMetrics, group: TargetGroupRecord): void {
  const targets = [...group.targets.values()].filter((target) => target.state !== 'draining');
  const count = (state: TargetState): number | undefined =>
    targets.length === 0 ? undefined : targets.filter((target) => target.state === state).length;
  for (const balancer of balancersOf(store, group.arn)) {
    const dimensions = { TargetGroup: suffixOf(group.arn), LoadBalancer: suffixOf(balancer.arn) };
    metrics.set('HealthyHostCount', dimensions, count('healthy'));
    metrics.set('UnHealthyHostCount', dimensions, count('unhealthy'));
  }
}
