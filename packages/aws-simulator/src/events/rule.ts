import type { Target } from '@aws-sdk/client-eventbridge';
import type { Cancel } from '@understudy/clock';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import type { Deliveries } from './deliveries.ts';
import type { EventPattern } from './event-pattern.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  pattern?: EventPattern | undefined;
  scheduleExpression?: string | undefined;
  description?: string | undefined;
  isEnabled: boolean;
  readonly targets: Map<string, Target>;
  /** Takes back the next firing of its schedule. */
  cancelSchedule?: Cancel | undefined;
}

/** Everything that the operations of one region's EventBridge share; the default bus only. */
export interface RuleStore {
  readonly world: World;
  readonly region: string;
  readonly rules: Map<string, Rule>;
  readonly deliveries: Deliveries;
}

export const DEFAULT_BUS = 'default';

export function ruleArn({ world, region }: RuleStore, name: string): string {
  return `arn:aws:events:${region}:${world.accountId}:rule/${name}`;
}

export function refuseOtherBus(name: string | undefined): void {
  const bus = name?.split('/').pop() ?? DEFAULT_BUS;
  if (bus !== DEFAULT_BUS) {
    throw new AwsFault('ResourceNotFoundException', 400, `Event bus ${bus} does not exist.`);
  }
}

export function existingRule(store: RuleStore, name: string | undefined): Rule {
  const rule = store.rules.get(name ?? '');
  if (!rule) {
    throw new AwsFault(
      'ResourceNotFoundException',
      400,
      `Rule ${String(name)} does not exist on EventBus ${DEFAULT_BUS}.`,
    );
  }
  return rule;
}
