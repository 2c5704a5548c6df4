import type { DurableSdk } from './durable-sdk.ts';
import type { Invocation } from './verbs.ts';

/** What every verb needs besides its durable context. */
export interface WorkflowHost {
  readonly sdk: DurableSdk;
  readonly invocation: Invocation;
}
