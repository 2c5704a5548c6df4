import type { Scheduler } from '@understudy/clock';

import type { createEnvironmentFetch } from '../environment/environment-fetch.ts';
import type { ServiceName } from '../kernel/world.ts';

/** A handler as Lambda calls it. */
export type SourceHandler = (event: unknown, context: object) => unknown;

/** One request of a function that runs from source, without a wire in between. */
export interface SourceRequest {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  /** Default: the function's own region. */
  readonly region?: string;
  /** The caller's patience: the request itself cannot be taken back. */
  readonly signal?: AbortSignal | undefined;
}

/** All that a function from source sees of the world, behind its environment's gate. */
export interface SourceDoor {
  readonly region: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The world's time; what is scheduled waits while the environment is frozen. */
  readonly clock: Scheduler;
  /** To hosts of the network that are no AWS API. */
  readonly fetch: ReturnType<typeof createEnvironmentFetch>;
  /** Throws an AwsFault or a NoAnswer; never settles after a kill. */
  call(request: SourceRequest): Promise<unknown>;
}

/** Makes a function's handler for one environment, as evaluating its bundle would. */
export type SourceFunction = (door: SourceDoor) => SourceHandler;

/** By the template's `Handler`. What is not named here is run from its package. */
export type SourceFunctions = ReadonlyMap<string, SourceFunction>;
