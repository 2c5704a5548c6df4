import { AsyncLocalStorage } from 'node:async_hooks';

import type { Scheduler } from '@understudy/clock';

import { createEnvironmentFetch } from '../environment/environment-fetch.ts';
import {
  createEnvironment,
  type Environment,
  type EnvironmentDoor,
  type InvocationOrigin,
} from '../environment/create-environment.ts';
import { TASK_ROOT } from '../environment/packaged-files.ts';
import { createHostedEnvironment, createHostlessEnvironment } from '../hosted/index.ts';
import { createSourceEnvironment } from '../source/source-environment.ts';
import { createHttpShim } from '../wire/node-http-shim.ts';
import type { WireCaller } from '../wire/wire-door.ts';
import type { WireRequest } from '../wire/wire-messages.ts';
import { principalOf } from './function-principal.ts';
import type { FunctionVersion } from './function-registry.ts';
import type { Answer, LambdaSurroundings } from './surroundings.ts';
import { writeLog } from './write-log.ts';

/** A new environment of a version, with the variables that Lambda sets. */
export function createFunctionEnvironment(
  surroundings: LambdaSurroundings,
  version: FunctionVersion,
  onCrash: (error: unknown) => void,
): Environment {
  const { world, region } = surroundings;
  const { settings } = version;
  const id = `env-${settings.name}-${world.random.hex(12)}`;
  const accessKeyId = `ASIA${world.random.hex(16).toUpperCase()}`;
  const variables = {
    ...reservedVariables(region, version, id, accessKeyId),
    ...settings.variables,
  };
  const outside = createOutsideEnvironment(surroundings, version, { id, variables, onCrash });
  if (outside) return outside;
  const make = surroundings.sourceFunctions?.get(settings.handler);
  if (make) {
    const callerOf = (origin: InvocationOrigin): WireCaller => senderOf(version, origin, region);
    const { answer } = surroundings;
    return createSourceEnvironment({
      id,
      world,
      region,
      make,
      variables,
      callerOf,
      answer,
      onCrash,
    });
  }
  let partial = '';
  return createEnvironment({
    id,
    clock: world.clock,
    random: world.random.fork(id),
    files: settings.files,
    handler: settings.handler,
    variables,
    httpModules(door) {
      const answer = gatedAnswer(surroundings, version, accessKeyId, door);
      const shim = createHttpShim(answer, gatedTime(world.clock, door));
      return { ...shim, fetch: createEnvironmentFetch(answer) };
    },
    write(stream, text) {
      const lines = `${partial}${text}`.split('\n');
      partial = lines.pop() ?? '';
      for (const line of lines) {
        writeLog(surroundings, settings, {
          at: world.clock.now(),
          stream,
          environmentId: id,
          text: line,
        });
      }
    },
    onCrash,
  });
}

interface EnvironmentParts {
  readonly id: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly onCrash: (error: unknown) => void;
}

/** For a function that has a host, or that needs one: an image, which is no bundle to evaluate. */
function createOutsideEnvironment(
  surroundings: LambdaSurroundings,
  version: FunctionVersion,
  parts: EnvironmentParts,
): Environment | undefined {
  const { world, region, callers, hostedFunctions, sourceFunctions } = surroundings;
  const { name: functionName, handler, image } = version.settings;
  const host =
    hostedFunctions?.functions.get(functionName) ?? hostedFunctions?.functions.get(handler);
  if (hostedFunctions && host) {
    const variablesOf = (origin: InvocationOrigin): Record<string, string> => {
      const key = `ASIA${world.random.hex(16).toUpperCase()}`;
      callers.register(key, { ...senderOf(version, origin, region), isOutside: true });
      const endpoint = { AWS_ENDPOINT_URL: hostedFunctions.endpoint(), AWS_ACCESS_KEY_ID: key };
      return { ...parts.variables, ...endpoint };
    };
    const log = (text: string): void =>
      writeLog(surroundings, version.settings, {
        at: world.clock.now(),
        stream: 'stdout',
        environmentId: parts.id,
        text,
      });
    const { clock } = world;
    return createHostedEnvironment({
      ...parts,
      functionName,
      clock,
      region,
      host,
      variablesOf,
      log,
    });
  }
  if (image === undefined || sourceFunctions?.has(handler)) return undefined;
  return createHostlessEnvironment({ ...parts, functionName, repository: image });
}

/** Reserved and runtime variables (AWS: Using Lambda environment variables). */
function reservedVariables(
  region: string,
  { version, settings }: FunctionVersion,
  environmentId: string,
  accessKeyId: string,
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'simulated-secret-key',
    AWS_SESSION_TOKEN: 'simulated-session-token',
    AWS_LAMBDA_FUNCTION_NAME: settings.name,
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMegabytes),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${settings.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: environmentId,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    LAMBDA_TASK_ROOT: TASK_ROOT,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: settings.handler,
    TZ: ':UTC',
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    NODE_PATH: '/opt/nodejs/node_modules:/var/runtime/node_modules',
  };
}

/**
 * Requests leave, and answers arrive, only while the environment is open. Each request carries the
 * key of the invocation whose code sent it: what a thawed environment sends belongs to the run that
 * began it, not to the one that is served now.
 */
function gatedAnswer(
  surroundings: LambdaSurroundings,
  version: FunctionVersion,
  accessKeyId: string,
  door: EnvironmentDoor,
): Answer {
  const { gate } = door;
  return async (request, signal) => {
    const sender = door.origin();
    const key = sender ? registerSender(surroundings, version, accessKeyId, sender) : accessKeyId;
    await gate.opened();
    const answering = surroundings.answer(withAccessKey(request, accessKeyId, key), signal);
    return new Promise((resolve, reject) => {
      answering.then(
        (response) => gate.pass(() => resolve(response)),
        (error: Error) => gate.pass(() => reject(error)),
      );
    });
  };
}

/** A socket's idle time-out waits for the thaw like everything else. */
function gatedTime(
  clock: Scheduler,
  { gate }: EnvironmentDoor,
): Pick<Scheduler, 'now' | 'schedule'> {
  return {
    now: () => clock.now(),
    schedule: (at, task) =>
      clock.schedule(
        at,
        AsyncLocalStorage.bind(() => gate.pass(task)),
      ),
  };
}

function registerSender(
  { callers, region }: LambdaSurroundings,
  version: FunctionVersion,
  accessKeyId: string,
  origin: InvocationOrigin,
): string {
  const key = `${accessKeyId}.${origin.invocationId}`;
  callers.register(key, senderOf(version, origin, region));
  return key;
}

/** Requests of an invocation are made with the function's role. */
function senderOf(
  { settings }: FunctionVersion,
  { invocationId, executionArn }: InvocationOrigin,
  fromRegion: string,
): WireCaller {
  return {
    fromRegion,
    principal: principalOf(settings),
    cause: {
      kind: 'invocation',
      functionName: settings.name,
      id: invocationId,
      ...(executionArn === undefined ? {} : { executionArn }),
    },
  };
}

/** The simulator checks no signature, so the key may be replaced in the signed request. */
function withAccessKey(request: WireRequest, from: string, to: string): WireRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      name.toLowerCase() === 'authorization' ? value.replace(`=${from}/`, `=${to}/`) : value,
    ]),
  );
  return { ...request, headers, path: request.path.replace(`=${from}%2F`, `=${to}%2F`) };
}
