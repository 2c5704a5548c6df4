import type { ApiCall, Cause } from './world.ts';

/** Who made a change: an API call, a fault of the story, or a service of AWS's own. */
export interface Origin {
  readonly cause: Cause;
  readonly requestId?: string;
}

/** The call as the origin of what it changes. */
export function originOf(call: ApiCall): Origin {
  return { cause: call.cause, requestId: call.requestId };
}
