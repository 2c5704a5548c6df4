import type { PackagedFiles } from '../environment/packaged-files.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import {
  functionArn,
  parseFunctionReference,
  type FunctionReference,
} from './function-reference.ts';
import { createResourcePolicy, type ResourcePolicy } from './resource-policy.ts';

export interface DurableSettings {
  readonly executionTimeoutSeconds: number;
  readonly retentionDays: number;
}

/** What a function is made of, resolved from a template. */
export interface FunctionSettings {
  readonly name: string;
  readonly files: PackagedFiles;
  readonly codeSha256: string;
  /** As in the template; of an image, which names none, its repository. */
  readonly handler: string;
  /** The repository of a function that is an image. */
  readonly image?: string;
  readonly runtime: string;
  readonly roleArn: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Only when a function is created can it be made durable (AWS). */
  readonly durable?: DurableSettings;
  /** Where an event that could not be handled goes. */
  readonly deadLetterArn?: string;
}

/** Immutable once published; `$LATEST` is the one that is not. */
export interface FunctionVersion {
  readonly version: string;
  readonly settings: FunctionSettings;
}

/** How asynchronous invocations of one qualifier are handled (AWS::Lambda::EventInvokeConfig). */
export interface AsyncSettings {
  readonly retriesMax: number;
  readonly eventAgeSecondsMax: number;
  readonly onFailureArn?: string;
  readonly onSuccessArn?: string;
}

export interface SimulatedFunction {
  readonly name: string;
  latest: FunctionVersion;
  readonly versions: Map<string, FunctionVersion>;
  readonly aliases: Map<string, string>;
  readonly policy: ResourcePolicy;
  readonly asyncSettings: Map<string, AsyncSettings>;
}

/** A reference with what it means now. */
export interface ResolvedFunction {
  readonly fn: SimulatedFunction;
  readonly version: FunctionVersion;
  readonly qualifier?: string;
  /** With the qualifier as it was asked for. */
  readonly arn: string;
}

export interface FunctionRegistry {
  /** Where the functions are. */
  readonly region: string;
  put(settings: FunctionSettings): SimulatedFunction;
  publish(name: string): string;
  find(name: string): SimulatedFunction | undefined;
  remove(name: string): void;
  all(): readonly SimulatedFunction[];
  /** Throws ResourceNotFoundException, in AWS's words. */
  resolve(text: string, qualifier?: string): ResolvedFunction;
  arnOf(reference: FunctionReference): string;
}

export const LATEST = '$LATEST';

export function createFunctionRegistry(place: {
  readonly region: string;
  readonly accountId: string;
}): FunctionRegistry {
  const functions = new Map<string, SimulatedFunction>();
  const arnOf = (reference: FunctionReference): string => functionArn(place, reference);

  function put(settings: FunctionSettings): SimulatedFunction {
    const latest = { version: LATEST, settings };
    const known = functions.get(settings.name);
    if (known) {
      if (settings.durable && !known.latest.settings.durable) throw durableTooLate(settings.name);
      known.latest = latest;
      return known;
    }
    const fn: SimulatedFunction = {
      name: settings.name,
      latest,
      versions: new Map(),
      aliases: new Map(),
      policy: createResourcePolicy(),
      asyncSettings: new Map(),
    };
    functions.set(settings.name, fn);
    return fn;
  }

  function publish(name: string): string {
    const { fn } = resolve(name);
    const version = String(fn.versions.size + 1);
    fn.versions.set(version, { version, settings: fn.latest.settings });
    return version;
  }

  function resolve(text: string, qualifier?: string): ResolvedFunction {
    const reference = parseFunctionReference(text, qualifier);
    const fn = functions.get(reference.name);
    const version = fn && versionOf(fn, reference.qualifier);
    if (!fn || !version) throw notFound(arnOf(reference));
    return {
      fn,
      version,
      arn: arnOf(reference),
      ...(reference.qualifier === undefined ? {} : { qualifier: reference.qualifier }),
    };
  }

  return {
    region: place.region,
    put,
    publish,
    resolve,
    arnOf,
    find: (name) => functions.get(name),
    remove: (name) => void functions.delete(name),
    all: () => [...functions.values()],
  };
}

function versionOf(
  fn: SimulatedFunction,
  qualifier: string | undefined,
): FunctionVersion | undefined {
  if (qualifier === undefined || qualifier === LATEST) return fn.latest;
  return fn.versions.get(fn.aliases.get(qualifier) ?? qualifier);
}

function notFound(arn: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', 404, `Function not found: ${arn}`);
}

function durableTooLate(name: string): AwsFault {
  return new AwsFault(
    'InvalidParameterValueException',
    400,
    `You cannot enable durable execution on the existing function ${name}: create a new one.`,
  );
}
