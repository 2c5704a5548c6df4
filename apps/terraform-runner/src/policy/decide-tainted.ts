import type { ResourceLook } from '../resources/resource-reads.ts';

export type TaintedDecision =
  /** It has become ready meanwhile: kept. */
  | { readonly action: 'untaint'; readonly sentence: string }
  /** It is still being made: neither destroyed nor counted as done. */
  | { readonly action: 'wait'; readonly sentence: string }
  /** Terraform destroys it and makes it anew, if the plan's policy lets it. */
  | { readonly action: 'leave'; readonly sentence: string }
  | { readonly action: 'ask'; readonly sentence: string };

/**
 * What to do about a resource whose creation was interrupted. Terraform would destroy it and begin
 * again: ten minutes lost for a cluster that only needed to be waited for.
 */
export function decideTainted(
  resource: { readonly address: string; readonly type: string },
  look: Pick<ResourceLook, 'state' | 'words'>,
  allowed: readonly string[],
): TaintedDecision {
  const { address, type } = resource;
  if (!allowed.includes(type)) {
    return {
      action: 'leave',
      sentence: `${address} is tainted; ${type} is not among the types that may be untainted.`,
    };
  }
  const seen = `${address} is tainted and ${look.words}`;
  switch (look.state) {
    case 'ready':
      return { action: 'untaint', sentence: `${seen}: it is kept.` };
    case 'pending':
      return { action: 'wait', sentence: `${seen}: waiting for it.` };
    case 'failed':
    case 'absent':
      return { action: 'leave', sentence: `${seen}: Terraform makes it anew.` };
    case 'unknown':
      return { action: 'ask', sentence: `${seen}: a person must look at it.` };
  }
}
