import { systemClock, type Scheduler } from '@understudy/clock';

import { createWorld } from '../src/kernel/create-world.ts';
import { createNoLatencies } from '../src/kernel/latencies.ts';
import type { ApiCall, ServiceName, World } from '../src/kernel/world.ts';
import { createWireDoor, type WireDoor } from '../src/wire/wire-door.ts';
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
