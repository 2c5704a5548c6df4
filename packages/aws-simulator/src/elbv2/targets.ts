import { TerminalError } from '@understudy/errors';

import { createStateMetrics, type StateMetrics } from '../cloudwatch/metric-source.ts';
import type { Ec2 } from '../ec2/index.ts';
import type { Origin } from '../kernel/origin.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import { balancersOf, suffixOf, type BalancerStore } from './balancer-store.ts';
import { scheduleVerdict, type CheckedWorld } from './health-checks.ts';
import {
  DEREGISTRATION_DELAY,
  type Target,
  type TargetGroupRecord,
  type TargetState,
} from './target-group.ts';

/** Registration, health and routing of the targets of a region. */
export interface Targets {
  readonly metrics: StateMetrics;
  register(group: TargetGroupRecord, instanceId: string, port: number, origin: Origin): void;
  deregister(group: TargetGroupRecord, instanceId: string, origin: Origin): void;
  /** A scenario's target that is healthy from the beginning. */
  establish(group: TargetGroupRecord, instanceId: string): void;
  /** Which targets the balancer sends a new request to; none means that it answers 503. */
  routable(group: TargetGroupRecord): readonly string[];
  /** The group has come into use, or out of it. */
  refresh(group: TargetGroupRecord): void;
}

interface TargetsOptions {
  readonly world: World;
  readonly ec2: Ec2;
  readonly store: BalancerStore;
  /** For the phases of the checks. */
  readonly random: Random;
}

const ELB: Origin = { cause: { kind: 'service', name: 'elasticloadbalancing' } };
const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

export function createTargets(options: TargetsOptions): Targets {
  const { world, ec2, store } = options;
  const metrics = createStateMetrics(world.clock, 'AWS/ApplicationELB');
  const checks: CheckedWorld = {
    clock: world.clock,
    answer: (instanceId) => ec2.answer(instanceId),
    onVerdict: (group, target, state) => move(group, target, state, ELB),
  };

  function log(group: TargetGroupRecord, id: string, from: string, to: string, by: Origin): void {
    const subject = `target/${group.name}/${id}`;
    world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...by });
    countHosts(store, metrics, group);
  }

  function move(group: TargetGroupRecord, target: Target, to: TargetState, by: Origin): void {
    const from = target.state;
    target.state = to;
    log(group, target.instanceId, from, to, by);
    scheduleVerdict(checks, group, target);
  }

  function remove(group: TargetGroupRecord, target: Target, by: Origin): void {
    target.cancel();
    group.targets.delete(target.instanceId);
    log(group, target.instanceId, target.state, 'unregistered', by);
  }

  /** The first check comes somewhere within the first interval [believed]. */
  function beginChecks(group: TargetGroupRecord, target: Target): void {
    const now = world.clock.now();
    target.firstCheckAt = now + options.random.uniform(0, group.intervalSeconds * 1_000);
    target.answersSince = now;
    target.streak = { well: false, count: 0 };
  }

  /** [documented] Stopped means `unused`; a group that no listener names is not in use either. */
  function firstState(group: TargetGroupRecord, instanceId: string): TargetState {
    const state = ec2.instance(instanceId)?.state;
    const down = state === 'stopped' || state === 'shutting-down' || state === 'terminated';
    return down || balancersOf(store, group.arn).length === 0 ? 'unused' : 'initial';
  }

  /** Follows the machine: into `unused` and out of it, and to what the checks will say. */
  function follow(group: TargetGroupRecord, target: Target): void {
    if (ec2.instance(target.instanceId)?.state === 'terminated') {
      // [documented] A terminated instance is deregistered.
      remove(group, target, ELB);
      return;
    }
    if (target.state === 'draining') return;
    const usable = firstState(group, target.instanceId) === 'initial';
    if (usable === (target.state === 'unused')) {
      if (usable) beginChecks(group, target);
      move(group, target, usable ? 'initial' : 'unused', ELB);
      return;
    }
    scheduleVerdict(checks, group, target);
  }

  ec2.onChange((instanceId) => {
    for (const group of store.targetGroups.values()) {
      const target = group.targets.get(instanceId);
      if (target) follow(group, target);
    }
  });

  function add(group: TargetGroupRecord, id: string, port: number, state: TargetState): Target {
    const target = createTarget(id, port, state);
    group.targets.set(id, target);
    beginChecks(group, target);
    return target;
  }

  return {
    metrics,
    register(group, instanceId, port, origin) {
      const known = group.targets.get(instanceId);
      if (known && known.state !== 'draining') return;
      known?.cancel();
      const state = firstState(group, instanceId);
      const target = add(group, instanceId, port, state);
      log(group, instanceId, known?.state ?? 'unregistered', state, origin);
      scheduleVerdict(checks, group, target);
    },
    deregister(group, instanceId, origin) {
      const target = group.targets.get(instanceId);
      if (!target || target.state === 'draining') return;
      // [believed] A target that gets no traffic has nothing to drain.
      if (target.state === 'unused') return remove(group, target, origin);
      move(group, target, 'draining', origin);
      const delaySeconds = Number(group.attributes.get(DEREGISTRATION_DELAY));
      const gone = world.clock.now() + delaySeconds * 1_000;
      target.cancel = world.clock.schedule(gone, () => remove(group, target, ELB));
    },
    establish(group, instanceId) {
      if (ec2.answer(instanceId) !== 'ok') {
        const expected = `Expected ${instanceId} to answer, so that it can be healthy from the beginning`;
        throw new TerminalError('TARGET_NOT_ANSWERING', `${expected}, found that it does not.`);
      }
      const target = add(group, instanceId, group.port, 'healthy');
      log(group, instanceId, 'unregistered', 'healthy', SCENARIO);
      scheduleVerdict(checks, group, target);
    },
    routable,
    refresh(group) {
      for (const target of [...group.targets.values()]) follow(group, target);
      countHosts(store, metrics, group);
    },
  };
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
 * [documented] To the healthy ones; where all are unhealthy, to all (fail-open). [believed] While
 * the only ones are still `initial` there is nobody to route to.
 */
function routable(group: TargetGroupRecord): readonly string[] {
  const targets = [...group.targets.values()];
  const healthy = targets.filter((target) => target.state === 'healthy');
  if (healthy.length > 0) return healthy.map((target) => target.instanceId);
  if (!targets.some((target) => target.state === 'unhealthy')) return [];
  return targets
    .filter((target) => target.state === 'unhealthy' || target.state === 'initial')
    .map((target) => target.instanceId);
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
