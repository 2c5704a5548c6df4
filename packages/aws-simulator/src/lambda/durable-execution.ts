import type { Execution } from '@understudy/workflow';

import type { ResolvedFunction } from './function-registry.ts';

/** A durable execution with what the service keeps beside its journal. */
export interface DurableExecution {
  readonly arn: string;
  readonly name: string;
  readonly target: ResolvedFunction;
  /** JSON text: the same name with another payload is refused. */
  readonly payload: string;
  journal: Execution;
  /** Invocations that have not ended. */
  underWay: number;
  /** Invocations in a row that ended in an error. */
  failures: number;
  /** Called operations that have been started. */
  readonly called: Set<string>;
  /** Resolves at its end. */
  readonly ended: Promise<void>;
  /** Resolves `ended`. */
  readonly settle: () => void;
}
