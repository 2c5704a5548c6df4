import type { ApiCall, ServiceName } from './api-call.ts';

/** What goes wrong with one call. `before` and `after` say on which side of the effect. */
export type CallFault =
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly status: number;
      readonly when: 'before' | 'after';
    }
  | { readonly kind: 'no-answer'; readonly when: 'before' | 'after' }
  /** The effect comes this much later than the request was sent; the answer after it. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

/** A rule: the calls it meets, how many of them, and what they suffer. First match wins. */
export interface FaultRule {
  readonly name: string;
  readonly service?: ServiceName;
  readonly operation?: string;
  readonly region?: string;
  /** Only calls of this function's role; calls of users pass. */
  readonly functionName?: string;
  /** A further condition on the call. */
  readonly matches?: (call: ApiCall) => boolean;
  /** Passes this many matching calls first. Default 0. */
  readonly skip?: number;
  /** Then meets this many. Default: all. */
  readonly times?: number;
  readonly fault: CallFault;
}

export interface FaultTable {
  /** Adds a rule; returns how to take it away. */
  add(rule: FaultRule): () => void;
  /** The fault for this call, counting it against the rules it matches. */
  draw(call: ApiCall): CallFault | undefined;
}

export function createFaultTable(): FaultTable {
  const rules: { rule: FaultRule; seen: number }[] = [];
  return {
    add(rule) {
      const counted = { rule, seen: 0 };
      rules.push(counted);
      return () => {
        const index = rules.indexOf(counted);
        if (index >= 0) rules.splice(index, 1);
      };
    },
    draw(call) {
      for (const counted of rules) {
        if (!applies(counted.rule, call)) continue;
        const position = counted.seen++ - (counted.rule.skip ?? 0);
        if (position >= 0 && position < (counted.rule.times ?? Infinity)) return counted.rule.fault;
      }
      return undefined;
    },
  };
}

function applies(rule: FaultRule, call: ApiCall): boolean {
  return (
    (rule.service === undefined || rule.service === call.service) &&
    (rule.operation === undefined || rule.operation === call.operation) &&
    (rule.region === undefined || rule.region === call.region) &&
    (rule.functionName === undefined ||
      (call.cause.kind === 'invocation' && call.cause.functionName === rule.functionName)) &&
    (rule.matches === undefined || rule.matches(call))
  );
}
