import { NormalizedSchema, type TypeRegistry } from '@smithy/core/schema';
import { TerminalError } from '@understudy/errors';

import { AwsFault, NoAnswer } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import { copyValue } from './copy-value.ts';
import { requestIdsOf } from './request-ids.ts';
import { toAbortError, toSdkError } from './sdk-errors.ts';
import { describeServiceOfClient, type ServiceDescription } from './service-catalog.ts';
import { asStreamingBody } from './streaming-body.ts';
import { asBytes } from './text-scalars.ts';
import { never, unlessAborted } from './until-aborted.ts';
import type { WireCaller } from './wire-door.ts';
import { recordOf } from './wire-protocol.ts';

/** An SDK client, of any service. */
export interface DirectClient {
  readonly config: object;
  readonly middlewareStack: object;
}

/**
 * Makes a client answer from the world at once: no codec, no signature, no socket, and none of
 * the SDK's own retries, which come after the step at which this answers. Inputs and outputs are
 * copied, so that caller and service share nothing. `caller` may be a function when it changes
 * from call to call.
 */
export function answerDirectly(
  client: DirectClient,
  world: World,
  caller: WireCaller | (() => WireCaller),
  region: string,
): void {
  const service = serviceOf(client);
  const registries = registriesOf(client);
  const callerNow = typeof caller === 'function' ? caller : () => caller;
  requestIdsOf(world);
  // The SDK types its stack by the client's own commands; a transport is the same for all.
  const stack = client.middlewareStack as MiddlewareStack;
  stack.add(
    (_next, context) => (args) => {
      const call = callOf(context['__smithy_context'], args.input);
      return answer({ world, service, region, caller: callerNow(), registries, ...call });
    },
    // Last of its step: whatever a client does to inputs (documents, checksums) is done before.
    { step: 'initialize', priority: 'low', name: 'answerDirectly', override: true },
  );
}

interface MiddlewareStack {
  add(
    middleware: (
      next: unknown,
      context: Readonly<Record<string, unknown>>,
    ) => (args: { readonly input: object }) => Promise<{ response: unknown; output: object }>,
    options: { step: 'initialize'; priority: 'low'; name: string; override: boolean },
  ): void;
}

interface DirectCall {
  readonly world: World;
  readonly service: ServiceDescription;
  readonly region: string;
  readonly caller: WireCaller;
  readonly registries: readonly TypeRegistry[];
  readonly operation: string;
  readonly input: object;
  readonly signal: AbortSignal | undefined;
  /** Members of the output that the client's caller reads as streams. */
  readonly streams: readonly string[];
}

async function answer(call: DirectCall): Promise<{ response: unknown; output: object }> {
  if (call.signal?.aborted) throw toAbortError(call.signal.reason);
  try {
    const { requestId, output } = await unlessAborted(perform(call), call.signal, toAbortError);
    const $metadata = { httpStatusCode: 200, requestId, attempts: 1, totalRetryDelay: 0 };
    const answered = withStreams(recordOf(copyValue(output)), call.streams);
    return { response: {}, output: { ...answered, $metadata } };
  } catch (thrown) {
    if (thrown instanceof NoAnswer) return await unlessAborted(never(), call.signal, toAbortError);
    if (!(thrown instanceof AwsFault)) throw thrown;
    throw toSdkError(thrown, requestIdsOf(call.world).idOf(call.input), call.registries);
  }
}

function perform({ world, service, region, caller, operation, input }: DirectCall) {
  return world.call({
    service: service.name,
    operation,
    input,
    region,
    ...caller,
    signedAtMilliseconds: world.clock.now(),
  });
}

type StaticOperation = readonly [unknown, unknown, string, unknown, unknown, unknown];

function callOf(smithyContext: unknown, input: object) {
  const { operationSchema, abortSignal } = recordOf(smithyContext);
  const operation = operationSchema as StaticOperation;
  return {
    operation: operation[2],
    input: withBytes(recordOf(copyValue(input)), blobMembersOf(operation)),
    signal: abortSignal as AbortSignal | undefined,
    streams: streamsOf(operation),
  };
}

function withStreams(
  output: Readonly<Record<string, unknown>>,
  streams: readonly string[],
): Readonly<Record<string, unknown>> {
  const changed = streams.flatMap((name) => {
    const bytes = output[name];
    return ArrayBuffer.isView(bytes) ? [[name, asStreamingBody(asBytes(bytes))] as const] : [];
  });
  return changed.length === 0 ? output : { ...output, ...Object.fromEntries(changed) };
}

/** Clients may give a blob as a string; a service always sees bytes. */
function withBytes(input: Readonly<Record<string, unknown>>, blobs: readonly string[]): object {
  const changed = blobs.filter((name) => typeof input[name] === 'string');
  return changed.length === 0
    ? input
    : { ...input, ...Object.fromEntries(changed.map((name) => [name, asBytes(input[name])])) };
}

const knownBlobs = new WeakMap<StaticOperation, readonly string[]>();
const knownStreams = new WeakMap<StaticOperation, readonly string[]>();

function blobMembersOf(operation: StaticOperation): readonly string[] {
  const isBlob = (member: NormalizedSchema): boolean => member.isBlobSchema();
  return membersOf(knownBlobs, operation, operation[4], isBlob);
}

function streamsOf(operation: StaticOperation): readonly string[] {
  return membersOf(knownStreams, operation, operation[5], (member) => member.isStreaming());
}

function membersOf(
  known: WeakMap<StaticOperation, readonly string[]>,
  operation: StaticOperation,
  shape: unknown,
  wanted: (member: NormalizedSchema) => boolean,
): readonly string[] {
  const existing = known.get(operation);
  if (existing) return existing;
  const schema = NormalizedSchema.of(shape as Parameters<typeof NormalizedSchema.of>[0]);
  const members = schema.isStructSchema() ? [...schema.structIterator()] : [];
  const names = members.filter(([, member]) => wanted(member)).map(([name]) => name);
  known.set(operation, names);
  return names;
}

function serviceOf(client: DirectClient): ServiceDescription {
  const serviceId = String(Reflect.get(client.config, 'serviceId'));
  const service = describeServiceOfClient(serviceId);
  if (service) return service;
  throw new TerminalError(
    'UnknownSdkClient',
    `Expected a client of a simulated service, found ${serviceId}; add it to service-catalog.ts.`,
  );
}

function registriesOf(client: DirectClient): readonly TypeRegistry[] {
  const { errorTypeRegistries } = recordOf(Reflect.get(client.config, 'protocolSettings'));
  return Array.isArray(errorTypeRegistries) ? (errorTypeRegistries as TypeRegistry[]) : [];
}
