import type { ServiceName, SimulatedAws } from '@understudy/aws-simulator';
import type { VirtualClock } from '@understudy/clock';
import { RetryableError } from '@understudy/errors';

/** What a person does in a world, while its time passes. */
export interface Doings {
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  /** Waits for a promise while time passes. */
  during<T>(promise: Promise<T>): Promise<T>;
  /** One API call as a person makes it. */
  ask<Output>(
    region: string,
    service: ServiceName,
    operation: string,
    input: object,
  ): Promise<Output>;
  /** Invokes a function as `understudy` and the AWS CLI do; its answer's payload. */
  invoke(region: string, functionName: string, payload: unknown): Promise<unknown>;
}

/** What one awaited call may take of virtual time. */
const DURING_SECONDS_MAX = 900;

const PERSON = {
  principal: { kind: 'user', name: 'operator' },
  cause: { kind: 'person', name: 'operator' },
} as const;

export function createDoings(aws: Pick<SimulatedAws, 'world'>, clock: VirtualClock): Doings {
  async function during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    // Its failure is the caller's to see, after time has passed.
    watched.catch(() => undefined);
    await clock.runUntil(() => settled, DURING_SECONDS_MAX * 1_000);
    if (settled) return watched;
    throw new RetryableError(
      'NotAnswered',
      `expected an answer within ${DURING_SECONDS_MAX} s of virtual time, found none; is the region lost?`,
    );
  }

  async function ask<Output>(
    region: string,
    service: ServiceName,
    operation: string,
    input: object,
  ): Promise<Output> {
    const call = { service, operation, input, region, ...PERSON };
    const sent = aws.world.call({ ...call, signedAtMilliseconds: clock.now() });
    return (await during(sent)).output as Output;
  }

  return {
    during,
    ask,
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1_000),
    async invoke(region, functionName, payload) {
      const { Payload } = await ask<{ Payload?: Uint8Array }>(region, 'lambda', 'Invoke', {
        FunctionName: functionName,
        Payload: new TextEncoder().encode(JSON.stringify(payload)),
      });
      return JSON.parse(new TextDecoder().decode(Payload)) as unknown;
    },
  };
}
