import { TerminalError } from '@understudy/errors';

import type { StateMetrics } from '../cloudwatch/metric-source.ts';
import type { Origin } from '../kernel/origin.ts';
import { balancersOf } from './balancer-store.ts';
import { createTargetChanges, ELB, type TargetsOptions } from './target-changes.ts';
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

const SCENARIO: Origin = { cause: { kind: 'person', name: 'scenario' } };

export function createTargets(options: TargetsOptions): Targets {
  const { world, ec2, store } = options;
  const changes = createTargetChanges(options);

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
      changes.remove(group, target, ELB);
      return;
    }
    if (target.state === 'draining') return;
    const usable = firstState(group, target.instanceId) === 'initial';
    if (usable !== (target.state === 'unused')) return changes.recheck(group, target);
    if (usable) changes.beginChecks(group, target);
    changes.move(group, target, usable ? 'initial' : 'unused', ELB);
  }

  ec2.onChange((instanceId) => {
    for (const group of store.targetGroups.values()) {
      const target = group.targets.get(instanceId);
      if (target) follow(group, target);
    }
  });

  return {
    metrics: changes.metrics,
    register(group, instanceId, port, origin) {
      const known = group.targets.get(instanceId);
      if (known && known.state !== 'draining') return;
      changes.add(group, instanceId, port, firstState(group, instanceId), origin);
    },
    deregister(group, instanceId, origin) {
      const target = group.targets.get(instanceId);
      if (!target || target.state === 'draining') return;
      // [believed] A target that gets no traffic has nothing to drain.
      if (target.state === 'unused') return changes.remove(group, target, origin);
      changes.move(group, target, 'draining', origin);
      const delaySeconds = Number(group.attributes.get(DEREGISTRATION_DELAY));
      const gone = world.clock.now() + delaySeconds * 1_000;
      target.cancel = world.clock.schedule(gone, () => changes.remove(group, target, ELB));
    },
    establish(group, instanceId) {
      if (ec2.answer(instanceId) !== 'ok') {
        const expected = `Expected ${instanceId} to answer, so that it can be healthy from the beginning`;
        throw new TerminalError('TARGET_NOT_ANSWERING', `${expected}, found that it does not.`);
      }
      changes.add(group, instanceId, group.port, 'healthy', SCENARIO);
    },
    routable,
    refresh(group) {
      for (const target of [...group.targets.values()]) follow(group, target);
      changes.count(group);
    },
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
