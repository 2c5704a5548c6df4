import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import { createFixedEc2Timings } from '../ec2/index.ts';
import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import type { AwsEvent } from '../kernel/aws-event.ts';
import type { Cause, ServiceName, World } from '../kernel/world.ts';
import {
  createJupiter,
  type Jupiter,
  type JupiterOptions,
  type JupiterService,
} from './jupiter.ts';

/** A notification as an alarm published it. */
export interface Published {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: Record<string, unknown>;
}

/** Jupiter on virtual time, without the latencies of calls: what tests about behaviour begin with. */
export interface Story {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly jupiter: Jupiter;
  /** The first service. */
  readonly pair: JupiterService;
  readonly published: readonly Published[];
  readonly events: readonly AwsEvent[];
  /** One API call in jupiter's region; by a person, unless another cause is given. */
  call<Output>(
    service: ServiceName,
    operation: string,
    input: object,
    cause?: Cause,
  ): Promise<Output>;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
}

export const STORY_START_MS = Date.UTC(2026, 10, 22, 3, 0, 0);

const PERSON: Cause = { kind: 'person', name: 'operator' };

export function createStory(options: JupiterOptions & { readonly seed?: string } = {}): Story {
  const clock = createVirtualClock(STORY_START_MS);
  const seed = options.seed ?? 'jupiter';
  const world = createWorld({ clock, seed, latencies: createNoLatencies });
  const published: Published[] = [];
  const events: AwsEvent[] = [];
  const jupiter = createJupiter(world, {
    ec2Timings: createFixedEc2Timings(),
    publish(topicArn, subject, message) {
      published.push({ topicArn, subject, message: JSON.parse(message) as Published['message'] });
      return true;
    },
    emit: (event) => events.push(event),
    ...options,
  });
  const [pair] = Object.values(jupiter.services);
  if (!pair) throw new TerminalError('NO_SERVICE', 'Expected at least one service, found none.');
  return {
    clock,
    world,
    jupiter,
    pair,
    published,
    events,
    async call<Output>(service: ServiceName, operation: string, input: object, cause = PERSON) {
      const { output } = await world.call({
        service,
        operation,
        input,
        region: jupiter.region,
        principal: { kind: 'user', name: 'operator' },
        cause,
        signedAtMilliseconds: clock.now(),
      });
      return output as Output;
    },
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1_000),
  };
}
