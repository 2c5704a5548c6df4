import type { HostedFunctions } from '../hosted/index.ts';
import type { World } from '../kernel/world.ts';
import type { SourceFunctions } from '../source/source-function.ts';
import type { WireRequest, WireResponse } from '../wire/wire-messages.ts';
import type { CallerDirectory } from './caller-directory.ts';
import type { FunctionLogs } from './function-log.ts';

/** How the wire door answers. */
export type Answer = (request: WireRequest, signal?: AbortSignal) => Promise<WireResponse>;

/** What Lambda's part of the simulator needs of the rest. */
export interface LambdaSurroundings {
  readonly world: World;
  readonly region: string;
  readonly callers: CallerDirectory;
  readonly logs: FunctionLogs;
  /** The wire door. */
  readonly answer: Answer;
  /** Functions that run from source instead of from their package. */
  readonly sourceFunctions?: SourceFunctions;
  /** Functions that run outside of the simulator, on real time. */
  readonly hostedFunctions?: HostedFunctions;
}
