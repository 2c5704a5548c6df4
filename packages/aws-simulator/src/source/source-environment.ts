import { AsyncLocalStorage } from 'node:async_hooks';

import { sleepOn, type Scheduler } from '@understudy/clock';

import type { Environment, InvocationOrigin } from '../environment/create-environment.ts';
import { createEnvironmentGate, type EnvironmentGate } from '../environment/environment-gate.ts';
import { createEnvironmentFetch } from '../environment/environment-fetch.ts';
import type { Answer } from '../wire/shim-request.ts';
import type { WireCaller } from '../wire/wire-door.ts';
import type { World } from '../kernel/world.ts';
import type { SourceDoor, SourceFunction, SourceHandler } from './source-function.ts';

export interface SourceEnvironmentOptions {
  readonly id: string;
  readonly world: World;
  readonly region: string;
  readonly make: SourceFunction;
  readonly variables: Readonly<Record<string, string>>;
  /** The role that requests of an invocation are made with, and whose they are. */
  readonly callerOf: (origin: InvocationOrigin) => WireCaller;
  /** Answers of hosts that are no AWS API. */
  readonly answer: Answer;
  readonly onCrash: (error: unknown) => void;
}

const origins = new AsyncLocalStorage<InvocationOrigin>();

/**
 * An environment whose function runs from source: the same life (cold, warm, frozen, killed) as one
 * that evaluates a bundle, without the bundle, its codecs and its sockets. For simulations of many
 * incidents; that the package behaves the same is what the packaged environment tests.
 */
export function createSourceEnvironment(options: SourceEnvironmentOptions): Environment {
  const { id, make, variables, region } = options;
  const gate = createEnvironmentGate(options.onCrash);
  const clock = gatedScheduler(options.world.clock, gate);
  let handler: SourceHandler | undefined;
  const fetch = createEnvironmentFetch(gatedAnswer(options.answer, gate));
  const door: SourceDoor = { region, variables, clock, fetch, call: gatedCall(options, gate) };

  return {
    id,
    state: gate.state,
    freeze: gate.freeze,
    thaw: gate.thaw,
    kill: gate.kill,
    opened: gate.opened,
    load() {
      handler = make(door);
    },
    invoke: (event, context, origin) =>
      new Promise((resolve, reject) => {
        gate.pass(() => {
          const running = origins.run(origin, async () => handler?.(event, context));
          running.then(
            (value) => gate.pass(() => resolve(value)),
            (error: Error) => gate.pass(() => reject(error)),
          );
        });
      }),
  };
}

/** Requests leave, and answers arrive, only while the environment is open. */
function gatedCall(
  { world, region: ownRegion, callerOf }: SourceEnvironmentOptions,
  gate: EnvironmentGate,
): SourceDoor['call'] {
  return async ({ service, operation, input, region = ownRegion }) => {
    const origin = origins.getStore() ?? { invocationId: 'no-invocation' };
    const signedAtMilliseconds = world.clock.now();
    // Only what is frozen waits: a turn more for each call would be felt in thousands of incidents.
    if (gate.state() !== 'open') await gate.opened();
    const caller = callerOf(origin);
    const request = { service, operation, input, region, ...caller, signedAtMilliseconds };
    const answering = world.call(request);
    return new Promise((resolve, reject) => {
      answering.then(
        ({ output }) => gate.pass(() => resolve(output)),
        (error: Error) => gate.pass(() => reject(error)),
      );
    });
  };
}

function gatedAnswer(answer: Answer, gate: EnvironmentGate): Answer {
  return async (request, signal) => {
    if (gate.state() !== 'open') await gate.opened();
    return new Promise((resolve, reject) => {
      answer(request, signal).then(
        (answered) => gate.pass(() => resolve(answered)),
        (error: Error) => gate.pass(() => reject(error)),
      );
    });
  };
}

/**
 * The clock runs tasks in nobody's context: the binding keeps whose invocation asked. A sleeper
 * needs none: a promise goes on in the context that waits for it.
 */
function gatedScheduler(clock: Scheduler, gate: EnvironmentGate): Scheduler {
  // A machine's clock counts whole milliseconds.
  const now = (): number => Math.floor(clock.now());
  const sleepers: Pick<Scheduler, 'now' | 'schedule'> = {
    now,
    schedule: (at, task) => clock.schedule(at, () => gate.pass(task)),
  };
  return {
    now,
    schedule: (at, task) =>
      clock.schedule(
        at,
        AsyncLocalStorage.bind(() => gate.pass(task)),
      ),
    sleep: (milliseconds, signal) => sleepOn(sleepers, milliseconds, signal),
  };
}
