import type { LogEntry } from '../kernel/effect-log.ts';
import type { Cause } from '../kernel/world.ts';

/** A service as its owner describes it. Only `exclusive` ones must never have two in charge. */
export interface ServiceDescription {
  readonly name: string;
  readonly policy: 'exclusive' | 'warm';
  /** Instance ids. */
  readonly memberIds: readonly string[];
  readonly targetGroupNames: readonly string[];
}

/** A rule that did not hold, as a sentence, with the entry that broke it. */
export interface Violation {
  readonly rule:
    | 'start-needs-fence'
    | 'register-needs-fence'
    | 'register-needs-running'
    | 'lease'
    | 'promote-needs-loss'
    | 'one-written-database'
    | 'old-region-needs-fence';
  readonly sentence: string;
  readonly entry: LogEntry;
}

/** Whether a cause is a request of Understudy's. */
export type IsOurs = (cause: Cause) => boolean;

/** Its functions, and a person's run on their own machine. */
export function isUnderstudy(cause: Cause): boolean {
  return (
    cause.kind === 'invocation' || (cause.kind === 'person' && cause.name.startsWith('understudy'))
  );
}
