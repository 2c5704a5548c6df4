import { TerminalError } from '@understudy/errors';

import type { ScheduleDefinition } from '../deployment/deployment-target.ts';
import type { RoleDirectory } from '../iam/role-directory.ts';
import type { World } from '../kernel/world.ts';

/** EventBridge Scheduler: one target each, invoked with a role. */
export interface Schedules {
  add(definition: ScheduleDefinition): void;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

export function createSchedules(
  world: World,
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
      const interval = intervalOf(definition.expression);
      const run = (at: number): void => {
        world.clock.schedule(at, () => {
          if (mayInvoke(definition)) invoke(definition.targetArn, definition.input);
          run(at + interval);
        });
      };
      run(world.clock.now() + interval);
    },
  };
}

/** `rate(5 minutes)`; a cron expression is not needed by what we deploy. */
function intervalOf(expression: string): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const milliseconds = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (Number.isFinite(milliseconds) && milliseconds > 0) return milliseconds;
  throw new TerminalError(
    'UnknownScheduleExpression',
    `Expected rate(<count> minutes | hours | days), found ${expression}. Use a rate.`,
  );
}
