import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../composition/create-simulated-aws.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { SimulatedLambda } from './create-lambda.ts';
import type { FunctionSettings } from './function-registry.ts';

export const START = Date.UTC(2026, 0, 5, 9);
export const REGION = 'eu-west-1';
export const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function';
const PERSON = { kind: 'person', name: 'operator' } as const;

export interface LambdaSubject {
  readonly aws: SimulatedAws;
  readonly clock: VirtualClock;
  readonly lambda: SimulatedLambda;
  call(operation: string, input: object): Promise<Record<string, unknown>>;
}

export function createLambdaSubject(): LambdaSubject {
  const clock = createVirtualClock(START);
  const latencies = createNoLatencies;
  const aws = createSimulatedAws({ clock, seed: 'lambda', regions: [REGION], latencies });
  return {
    aws,
    clock,
    lambda: aws.region(REGION).lambda,
    async call(operation, input) {
      const answering = aws.world.call({
        service: 'lambda',
        operation,
        input,
        region: REGION,
        principal: { kind: 'user', name: 'operator' },
        cause: PERSON,
        signedAtMilliseconds: clock.now(),
      });
      answering.catch(() => undefined);
      // Starts at once are events of the clock too.
      await clock.advanceTo(clock.now());
      return (await answering).output as Record<string, unknown>;
    },
  };
}

export function putFunction(
  { lambda }: LambdaSubject,
  source: string,
  overrides: Partial<FunctionSettings> = {},
): void {
  lambda.functions.put({
    name: 'worker',
    files: new Map([['index.js', Buffer.from(source)]]),
    codeSha256: 'x',
    handler: 'index.handle',
    runtime: 'nodejs24.x',
    roleArn: 'arn:aws:iam::123456789012:role/worker',
    variables: {},
    timeoutSeconds: 10,
    memoryMegabytes: 128,
    ...overrides,
  });
  const { name = 'worker' } = overrides;
  const version = lambda.functions.publish(name);
  lambda.functions.resolve(name).fn.aliases.set('live', version);
}

export const DURABLE = { durable: { executionTimeoutSeconds: 600, retentionDays: 1 } };
/** Answers as a durable function that is done at its first invocation. */
export const DONE_AT_ONCE = `exports.handle = async () => ({ Status: 'SUCCEEDED', Result: '"done"' });`;

export function textOf(payload: unknown): unknown {
  return JSON.parse(Buffer.from(payload as Uint8Array).toString('utf8'));
}
