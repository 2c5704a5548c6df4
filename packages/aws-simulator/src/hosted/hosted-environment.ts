import { isVirtualClock, type Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import { createEnvironmentGate } from '../environment/environment-gate.ts';
import type { Environment, InvocationOrigin } from '../environment/create-environment.ts';
import type { HostedContext, HostedFunction } from './hosted-function.ts';

export interface HostedEnvironmentOptions {
  readonly id: string;
  readonly functionName: string;
  readonly clock: Scheduler;
  readonly region: string;
  readonly host: HostedFunction;
  /** The environment of one invocation, with keys of its own. */
  readonly variablesOf: (origin: InvocationOrigin) => Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly onCrash: (error: unknown) => void;
}

/** What Lambda's context has before the host's part is added. */
type LambdaContext = Omit<HostedContext, 'region' | 'variables' | 'clock' | 'log' | 'signal'>;

/**
 * An environment whose function runs outside. It lives as others do, with two differences that real
 * processes make: freezing it stops its answers, not its processes, and its time passes by itself.
 */
export function createHostedEnvironment(options: HostedEnvironmentOptions): Environment {
  const { id, functionName, clock, region, host } = options;
  const gate = createEnvironmentGate(options.onCrash);
  const ending = new AbortController();
  return {
    id,
    state: gate.state,
    freeze: gate.freeze,
    thaw: gate.thaw,
    opened: gate.opened,
    kill() {
      gate.kill();
      ending.abort(environmentEnded(functionName));
    },
    load() {
      if (isVirtualClock(clock)) throw needsRealTime(functionName);
    },
    invoke: (event, context, origin) =>
      new Promise((resolve, reject) => {
        gate.pass(() => {
          // As bytes would bring it: an object of this realm, shared with nobody.
          const running = host(JSON.parse(JSON.stringify(event)), {
            ...(context as LambdaContext),
            region,
            variables: options.variablesOf(origin),
            clock,
            log: options.log,
            signal: ending.signal,
          });
          running.then(
            (value) => gate.pass(() => resolve(value)),
            (error: Error) => gate.pass(() => reject(error)),
          );
        });
      }),
  };
}

/** An image without a host: the function exists, can be granted and invoked, and says what is missing. */
export function createHostlessEnvironment(
  options: Pick<HostedEnvironmentOptions, 'id' | 'functionName' | 'onCrash'> & {
    readonly repository: string;
  },
): Environment {
  const { state, freeze, thaw, kill, opened } = createEnvironmentGate(options.onCrash);
  return {
    id: options.id,
    state,
    freeze,
    thaw,
    kill,
    opened,
    load() {
      throw noHost(options.functionName, options.repository);
    },
    invoke: () => new Promise(() => undefined),
  };
}

function needsRealTime(functionName: string): TerminalError {
  return new TerminalError(
    'HostedFunctionNeedsRealTime',
    `Expected a clock that moves by itself for ${functionName}, which runs real processes; found a ` +
      'virtual one. Use createScaledClock, or a SourceFunction that models it.',
  );
}

function noHost(functionName: string, repository: string): TerminalError {
  return new TerminalError(
    'ImageNotHosted',
    `Expected something to run the image ${repository} of ${functionName}, found nothing: the ` +
      `simulator runs no containers. Give createSimulatedAws hostedFunctions (real time) or ` +
      `sourceFunctions (any time) for ${repository}.`,
  );
}

function environmentEnded(functionName: string): TerminalError {
  return new TerminalError('EnvironmentEnded', `Lambda ended the environment of ${functionName}.`);
}
