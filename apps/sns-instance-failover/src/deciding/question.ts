import type { ServiceState } from '@understudy/leases';

import type { Look } from '../looking/look.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import type { Trigger } from '../triggers/trigger.ts';
import type { Viability } from './viability.ts';

/** All that a decision may depend on. */
export interface Question {
  readonly service: ServiceDefinition;
  readonly trigger: Trigger;
  /** Oldest first; all of this round. */
  readonly looks: readonly [Look, ...Look[]];
  readonly state: ServiceState;
  readonly viability: Viability;
  readonly nowMilliseconds: number;
}
