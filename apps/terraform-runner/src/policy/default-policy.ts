import type { PlanPolicy } from './judge-plan.ts';
import { EMPTY_WHEN_TAINTED, FORBIDDEN_IN_DISASTER, HOLDS_STATE } from './resource-types.ts';

/** What every plan is held to. */
export const DEFAULT_POLICY: PlanPolicy = {
  holdsState: HOLDS_STATE,
  emptyWhenTainted: EMPTY_WHEN_TAINTED,
  forbiddenInDisaster: FORBIDDEN_IN_DISASTER,
};
