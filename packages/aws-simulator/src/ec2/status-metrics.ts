import { createStateMetrics, type StateMetrics } from '../cloudwatch/metric-source.ts';
import type { Fleet } from './fleet.ts';
import type { CheckStatus, Machine } from './machine.ts';

/**
 * AWS/EC2 StatusCheckFailed, _Instance and _System, once a minute per instance [documented]. An
 * instance that does not run reports nothing [believed], and neither does one whose checks have
 * not come back yet.
 */
export function createStatusMetrics(fleet: Fleet): StateMetrics {
  const metrics = createStateMetrics(fleet.world.clock, 'AWS/EC2');
  fleet.onChange((instanceId) => {
    const machine = fleet.machines.get(instanceId);
    if (!machine) return;
    const system = failureOf(machine, machine.systemCheck);
    const instance = failureOf(machine, machine.instanceCheck);
    const either = system === undefined ? undefined : Math.max(system, instance ?? 0);
    const dimensions = { InstanceId: instanceId };
    metrics.set('StatusCheckFailed', dimensions, either);
    metrics.set('StatusCheckFailed_System', dimensions, system);
    metrics.set('StatusCheckFailed_Instance', dimensions, instance);
  });
  return metrics;
}

function failureOf(machine: Machine, check: CheckStatus): number | undefined {
  if (machine.state !== 'running') return undefined;
  if (check === 'ok') return 0;
  return check === 'impaired' ? 1 : undefined;
}
