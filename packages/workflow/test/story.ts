import type { DurableExecutionClient } from '@aws/durable-execution-sdk-js';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import {
  createJournalClient,
  createMemoryJournal,
  hostWorkflow,
  runLocally,
  type CallFunction,
  type CheckpointHooks,
  type DurableSdk,
  type Journal,
  type LocalOutcome,
  type WorkflowBody,
} from '../src/index.ts';
import { createVirtualGlobals, loadDurableSdk } from '../src/simulation.ts';

/** A Sunday morning; any time does. */
export const START = Date.parse('2026-11-22T06:00:00Z');

export const ARN =
  'arn:aws:lambda:eu-west-1:123456789012:function:story:1/durable-execution/story/1';

/** A journal under test, and how a hosted workflow reaches it. */
export interface Stage {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly sdk: DurableSdk;
  client(hooks: CheckpointHooks): DurableExecutionClient;
  /** Whether a request is on its way, which virtual time must not overtake. */
  readonly busy?: () => boolean;
}

export interface StoryOptions {
  readonly hooks?: CheckpointHooks;
  readonly input?: unknown;
  readonly arn?: string;
  readonly invocationSeconds?: number;
  readonly renewSeconds?: number;
  readonly call?: CallFunction;
  readonly onInvocation?: () => void | Promise<void>;
}

export interface Story {
  readonly outcome: LocalOutcome;
  readonly seconds: number;
  readonly invocations: number;
}

export function createMemoryStage(): Stage {
  const clock = createVirtualClock(START);
  const journal = createMemoryJournal();
  return {
    clock,
    journal,
    sdk: loadDurableSdk(createVirtualGlobals(clock)),
    client: (hooks) => createJournalClient(journal, clock, hooks),
  };
}

/** Runs a workflow to its end on virtual time. */
export async function tellStory(
  body: WorkflowBody,
  options: StoryOptions = {},
  stage: Stage = createMemoryStage(),
): Promise<Story> {
  const { clock, journal, sdk } = stage;
  const { hooks = {}, input = {}, arn = ARN, ...rest } = options;
  let invocations = 0;
  const handler = hostWorkflow(body, {
    clock,
    sdk,
    client: stage.client(hooks),
    onInvocation: async () => {
      invocations++;
      await options.onInvocation?.();
    },
  });
  const begun = clock.now();
  const run = runLocally({ handler, journal, scheduler: clock, executionArn: arn, input, ...rest });
  const outcome = await playOut(stage, run);
  return { outcome, seconds: (clock.now() - begun) / 1_000, invocations };
}

/** Moves virtual time until the promise settles, never past a request that is on its way. */
export async function playOut<T>(stage: Stage, promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = (): void => void (settled = true);
  promise.then(done, done);
  for (let idle = 0; !settled;) {
    while (stage.busy?.()) await new Promise((resolve) => setImmediate(resolve));
    const moved = await stage.clock.step();
    idle = moved || stage.busy?.() ? 0 : idle + 1;
    if (idle > 100) throw new TypeError('the story hangs: nothing is scheduled any more');
  }
  return promise;
}
