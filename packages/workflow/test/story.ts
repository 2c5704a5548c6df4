import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import {
  createJournalClient,
  createMemoryJournal,
  hostWorkflow,
  runLocally,
  type CheckpointHooks,
  type DurableSdk,
  type Journal,
  type LocalOutcome,
  type WorkflowBody,
} from '../src/index.ts';
import { createVirtualGlobals, loadDurableSdk } from '../src/simulation.ts';

/** A Sunday morning; any time does. */
export const START = Date.parse('2026-11-22T06:00:00Z');

/** Longer than any story here. */
const STORY_MILLISECONDS_MAX = 7 * 24 * 3_600_000;

export const ARN =
  'arn:aws:lambda:eu-west-1:123456789012:function:story:1/durable-execution/story/1';

export interface StoryOptions {
  readonly journal?: Journal;
  readonly hooks?: CheckpointHooks;
  readonly input?: unknown;
  readonly clock?: VirtualClock;
  readonly sdk?: DurableSdk;
  readonly arn?: string;
  readonly invocationSeconds?: number;
  readonly call?: (
    functionName: string,
    payload: string | undefined,
  ) => Promise<string | undefined>;
  readonly onInvocation?: () => void;
}

export interface Story {
  readonly outcome: LocalOutcome;
  readonly journal: Journal;
  readonly clock: VirtualClock;
  readonly seconds: number;
  readonly invocations: number;
}

/** Runs a workflow to its end on virtual time. */
export async function tellStory(body: WorkflowBody, options: StoryOptions = {}): Promise<Story> {
  const { journal = createMemoryJournal(), clock = createVirtualClock(START), arn = ARN } = options;
  const sdk = options.sdk ?? loadDurableSdk(createVirtualGlobals(clock));
  let invocations = 0;
  const handler = hostWorkflow(body, {
    clock,
    sdk,
    client: createJournalClient(journal, clock, options.hooks),
    onInvocation: () => {
      invocations++;
      options.onInvocation?.();
    },
  });
  const begun = clock.now();
  let end: { outcome: LocalOutcome } | { thrown: unknown } | undefined;
  const { invocationSeconds, call } = options;
  runLocally({
    handler,
    journal,
    scheduler: clock,
    executionArn: arn,
    input: options.input ?? {},
    ...(invocationSeconds === undefined ? {} : { invocationSeconds }),
    ...(call ? { call } : {}),
  }).then(
    (outcome) => (end = { outcome }),
    (thrown: unknown) => (end = { thrown }),
  );
  await clock.runUntil(() => end !== undefined, STORY_MILLISECONDS_MAX);
  if (!end) throw new TypeError('the story did not end: nothing is scheduled any more');
  if ('thrown' in end) throw end.thrown;
  const seconds = (clock.now() - begun) / 1_000;
  return { outcome: end.outcome, journal, clock, seconds, invocations };
}
