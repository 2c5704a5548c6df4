import { AwsFault, NoAnswer } from '../kernel/aws-fault.ts';
import type { Cause, Principal, ServiceName, World } from '../kernel/world.ts';
import { chooseProtocol } from './choose-protocol.ts';
import { readSigningScope, type SigningScope } from './credential-scope.ts';
import { openRequest, unpackBody } from './open-request.ts';
import { NO_REQUEST_ID, requestIdsOf } from './request-ids.ts';
import { describeService } from './service-catalog.ts';
import { loadServiceSchemas, type ServiceSchemas } from './service-schemas.ts';
import { never, unlessAborted } from './until-aborted.ts';
import type { OpenedRequest, Reply, WireRequest, WireResponse } from './wire-messages.ts';
import type { DecodedCall, Exchange } from './wire-protocol.ts';

export type { WireRequest, WireResponse } from './wire-messages.ts';

/** Whose call it is and why it was made, found by the access key of its signature. */
export interface WireCaller {
  readonly principal: Principal;
  readonly cause: Cause;
  /** The region that it is in; undefined for a person, who is somewhere else. */
  readonly fromRegion?: string;
  /** Its requests are signed by a real process, in the machine's time. */
  readonly isOutside?: boolean;
}

export interface WireDoorOptions {
  /** Unknown keys are a user's. */
  callerOf(accessKeyId: string): WireCaller;
}

/** A simulated AWS as its clients see it: bytes in, bytes out. */
export interface WireDoor {
  /** Never settles on a lost answer until the signal is aborted; then rejects with its reason. */
  answer(request: WireRequest, signal?: AbortSignal): Promise<WireResponse>;
  /**
   * Loads the codecs of these services now. Without it they load at the first request, which takes
   * real time: a virtual clock would run past the waiting caller.
   */
  prepare(services: readonly ServiceName[]): Promise<void>;
}

export function createWireDoor(world: World, options: WireDoorOptions): WireDoor {
  async function answer(request: WireRequest, signal?: AbortSignal): Promise<WireResponse> {
    const opened = openRequest(request);
    const settled = await unlessAborted(reply(world, options, opened), signal);
    return settled === 'no-answer' ? unlessAborted(never(), signal) : settled;
  }
  return { answer, prepare };
}

async function prepare(services: readonly ServiceName[]): Promise<void> {
  for (const name of services) {
    const description = describeService(name);
    if (description) await loadServiceSchemas(description);
  }
}

type Answered = WireResponse | 'no-answer';

async function reply(
  world: World,
  options: WireDoorOptions,
  request: OpenedRequest,
): Promise<Answered> {
  let service: ServiceSchemas | undefined;
  let call: DecodedCall | undefined;
  try {
    const scope = readSigningScope(request);
    service = await loadKnownService(scope);
    // An object is kept as it was sent, compressed or not.
    const unpacked = service.description.name === 's3' ? request : unpackBody(request);
    call = chooseProtocol(request, service.description).decode(unpacked, service);
    const outcome = await perform(world, options, scope, call);
    const exchange: Exchange = { request, service, requestId: outcome.requestId };
    const protocol = chooseProtocol(request, service.description);
    const encoded = protocol.encodeOutput(exchange, call.operation, outcome.output);
    return finish(world, exchange, encoded);
  } catch (thrown) {
    if (thrown instanceof NoAnswer) return 'no-answer';
    const requestId = call ? requestIdsOf(world).idOf(call.input) : NO_REQUEST_ID;
    const exchange: Exchange = { request, service, requestId };
    const protocol = chooseProtocol(request, service?.description);
    return finish(world, exchange, protocol.encodeFault(exchange, faultOf(thrown)));
  }
}

async function loadKnownService(scope: SigningScope): Promise<ServiceSchemas> {
  const description = describeService(scope.service);
  if (description) return loadServiceSchemas(description);
  throw new AwsFault('UnknownService', 400, `The simulator has no service ${scope.service}.`);
}

function perform(
  world: World,
  options: WireDoorOptions,
  scope: SigningScope,
  call: DecodedCall,
): Promise<{ requestId: string; output: unknown }> {
  requestIdsOf(world);
  const { isOutside = false, ...caller } = options.callerOf(scope.accessKeyId);
  // A client outside lives in the machine's time, which is not the world's: its signature counts as
  // made on arrival. A function lives in the world's time, and its stale signature is refused.
  const arrives = isOutside || caller.principal.kind === 'user';
  return world.call({
    service: scope.service as ServiceName,
    operation: call.operation.name,
    input: call.input,
    region: scope.region,
    ...caller,
    signedAtMilliseconds: arrives ? world.clock.now() : scope.signedAtMilliseconds,
  });
}

function faultOf(thrown: unknown): AwsFault {
  if (thrown instanceof AwsFault) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AwsFault('InternalFailure', 500, message);
}

/** All answers tell the world's time (our clients set their clocks by it) and their request's id. */
function finish(world: World, exchange: Exchange, encoded: Reply): WireResponse {
  const { body } = encoded;
  return {
    status: encoded.status,
    headers: {
      date: new Date(world.clock.now()).toUTCString(),
      'x-amzn-requestid': exchange.requestId,
      'x-amz-request-id': exchange.requestId,
      ...encoded.headers,
    },
    body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body,
  };
}
