import { systemClock, type Scheduler } from '@understudy/clock';

import { createWorld } from '../src/kernel/create-world.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import type { ApiCall, ServiceName, World } from '../src/kernel/world.ts';
import { createWireDoor, type WireDoor } from '../src/wire/wire-door.ts';
import type { WireRequest } from '../src/wire/wire-messages.ts';
import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';

export const REGION = 'eu-central-1';

/** A world whose services do what a test says, and the door to it. */
export interface FixtureWorld {
  readonly world: World;
  readonly door: WireDoor;
  /** The calls that arrived, in order. */
  readonly calls: ApiCall[];
  /** Makes an operation of a service answer with the outcome of `act`. */
  stage(service: ServiceName, operation: string, act: (input: unknown) => unknown): void;
}

export function createFixtureWorld(clock: Scheduler = systemClock): FixtureWorld {
  const world = createWorld({ clock, seed: 'wire', latencies: createNoLatencies });
  const calls: ApiCall[] = [];
  const staged = new Map<string, Record<string, (input: never, call: ApiCall) => unknown>>();
  const door = createWireDoor(world, {
    callerOf: (accessKeyId) =>
      accessKeyId.startsWith('ROLE')
        ? {
            principal: { kind: 'role', roleName: 'recovery', session: accessKeyId },
            cause: { kind: 'invocation', functionName: 'recovery', id: 'inv-1' },
          }
        : {
            principal: { kind: 'user', name: accessKeyId },
            cause: { kind: 'person', name: accessKeyId },
          },
  });

  function stage(name: ServiceName, operation: string, act: (input: unknown) => unknown): void {
    const operations = staged.get(name) ?? {};
    if (!staged.has(name)) {
      staged.set(name, operations);
      world.install('*', { name, operations, requirements: () => [] });
    }
    operations[operation] = (input, call) => {
      calls.push(call);
      return act(input);
    };
  }

  return { world, door, calls, stage };
}

/** What a client of the SDK needs to speak through the door, in process. */
export function clientSettings(door: WireDoor, accessKeyId = 'AKIAJUPITER') {
  return {
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: createWireRequestHandler(door.answer),
  };
}

interface SignedParts {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly accessKeyId?: string;
}

/** A request as a client would sign it at noon of 1 March 2026, but for the signature. */
export function signedRequest(service: string, parts: SignedParts): WireRequest {
  const scope = `${parts.accessKeyId ?? 'AKIAJUPITER'}/20260301/${REGION}/${service}/aws4_request`;
  const { body = '' } = parts;
  return {
    method: parts.method ?? (body.length > 0 ? 'POST' : 'GET'),
    host: `${service}.${REGION}.amazonaws.com`,
    path: parts.path ?? '/',
    headers: {
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      'x-amz-date': '20260301T120000Z',
      ...parts.headers,
    },
    body: typeof body === 'string' ? Buffer.from(body) : body,
  };
}
