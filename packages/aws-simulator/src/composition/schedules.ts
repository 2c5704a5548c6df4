import type { ScheduleDefinition } from '../deployment/deployment-target.ts';
import { parseSchedule } from '../events/schedule-expression.ts';
import type { RoleDirectory } from '../iam/role-directory.ts';
import type { World } from '../kernel/world.ts';

/** EventBridge Scheduler: one target each, invoked with a role. */
export interface Schedules {
  add(definition: ScheduleDefinition): void;
}

export function createSchedules(
  world: World,
  region: string,
  roles: RoleDirectory,
  invoke: (targetArn: string, input: string) => void,
): Schedules {
  function mayInvoke({ roleArn, targetArn }: ScheduleDefinition): boolean {
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    if (!roles.trusts(roleName, 'scheduler.amazonaws.com')) return false;
    const principal = { kind: 'role', roleName, session: 'scheduler' } as const;
    const requirement = {
      action: 'lambda:InvokeFunction',
      resource: targetArn,
      conditionKeys: {},
    };
    return roles.authorizer(principal, requirement) === undefined;
  }

  return {
    add(definition) {
      if (!definition.enabled) return;
      const next = parseSchedule(definition.expression);
      const run = (at: number): void => {
        world.clock.schedule(at, () => {
          // [believed] What a lost region misses is not made up for.
          if (world.outages.serves(region) && mayInvoke(definition))
            invoke(definition.targetArn, definition.input);
          run(next(at));
        });
      };
      run(next(world.clock.now()));
    },
  };
}
