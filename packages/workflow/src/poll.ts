import type { DurableContext } from '@aws/durable-execution-sdk-js';
import type { Clock } from '@understudy/clock';
import { fromErrorRecord, toErrorRecord, type ErrorRecord } from '@understudy/errors';
import { fromJournaledError, toJournaledError } from './journaled-error.ts';
import { INVOCATION_RESERVE_SECONDS, runTry } from './run-try.ts';
import { STEP_TIMEOUT_SECONDS } from './step.ts';
import type { PollLook, PollOptions, PollResult, StepScope } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

/**
 * One journaled chunk of a poll. Looking inside one step costs no checkpoints and no resume for
 * each look; ending it after this long keeps an invocation of 60 s from running out, and loses
 * at most this much looking in a crash.
 */
export const CHUNK_SECONDS = 25;

/** A look is not begun with less than this left of the invocation's usable time. */
const LOOK_ROOM_SECONDS = 3;

/** A poll that asks more often than this only meets the throttling of what it asks. */
const EVERY_SECONDS_MIN = 0.2;

/**
 * What has been waited for this long is looked at less and less often: each further second makes the
 * interval a tenth of a second longer, so that hours cost tens of operations, not hundreds. Longer
 * than anything takes that goes as it should (field: 15 minutes).
 */
const LONG_WAIT_SECONDS = 900;
const LONGER_BY = 0.1;

/**
 * The wait that ends an invocation, so that the next chunk has a fresh one: the shortest there is.
 * With its resumption nobody looks for up to two seconds. A poll that looks more often than that
 * takes it only when its invocation has no room for another chunk worth beginning.
 */
const SUSPEND_SECONDS_MIN = 1;
const CHUNK_SECONDS_MIN = 5;

/** What a chunk leaves in the journal. All decisions about time are in it, none in the workflow. */
type Chunk<T> =
  | { readonly end: 'met' | 'timed-out'; readonly value: T; readonly waitedSeconds: number }
  | { readonly end: 'blind'; readonly error: ErrorRecord }
  | {
      readonly end: 'more';
      readonly startedAt: number;
      /** 0: the invocation has room for another chunk. */
      readonly suspendSeconds: number;
      readonly seen: Seen<T>;
    };

/** The last thing seen, and the last look that failed for a passing reason. */
interface Seen<T> {
  readonly last?: { readonly value: T };
  readonly error?: ErrorRecord;
}

interface PollRun<T> {
  readonly host: WorkflowHost;
  readonly name: string;
  readonly look: (scope: StepScope) => Promise<PollLook<T>>;
  readonly options: PollOptions;
}

/** Looks again and again, chunk by chunk, until a condition or the deadline. */
export async function runPoll<T>(
  context: DurableContext,
  poll: PollRun<T>,
): Promise<PollResult<T>> {
  let previous: Chunk<T> | undefined;
  for (let number = 1; ; number++) {
    const chunk = await runChunk(context, poll, number, previous);
    if (chunk.end === 'blind') throw fromErrorRecord(chunk.error);
    if (chunk.end !== 'more') {
      return { outcome: chunk.end, value: chunk.value, waitedSeconds: chunk.waitedSeconds };
    }
    if (chunk.suspendSeconds > 0) {
      await context.wait(`${poll.name}~${number}`, { seconds: chunk.suspendSeconds });
    }
    previous = chunk;
  }
}

async function runChunk<T>(
  context: DurableContext,
  poll: PollRun<T>,
  number: number,
  previous: Chunk<T> | undefined,
): Promise<Chunk<T>> {
  const carried = previous?.end === 'more' ? previous : undefined;
  try {
    return await context.step(
      `${poll.name}#${number}`,
      async () => {
        try {
          return await lookForAWhile(poll, carried?.startedAt, carried?.seen ?? {});
        } catch (thrown) {
          throw toJournaledError(poll.host.sdk, thrown);
        }
      },
      { retryStrategy: () => ({ shouldRetry: false }) },
    );
  } catch (thrown) {
    throw fromJournaledError(thrown);
  }
}

async function lookForAWhile<T>(
  poll: PollRun<T>,
  carriedStart: number | undefined,
  carriedSeen: Seen<T>,
): Promise<Chunk<T>> {
  const { clock, deadlineMilliseconds } = poll.host.invocation;
  const begun = clock.now();
  const startedAt = carriedStart ?? begun;
  const deadline = startedAt + poll.options.timeoutSeconds * 1_000;
  const roomMilliseconds = (INVOCATION_RESERVE_SECONDS + LOOK_ROOM_SECONDS) * 1_000;
  const invocationEnd = deadlineMilliseconds - roomMilliseconds;
  const chunkEnd = Math.min(begun + CHUNK_SECONDS * 1_000, invocationEnd);
  let seen = carriedSeen;
  let next = begun;
  while (next <= chunkEnd) {
    if (next > clock.now()) await clock.sleep(next - clock.now());
    const look = await lookOnce(poll);
    const now = clock.now();
    const waitedSeconds = (now - startedAt) / 1_000;
    if ('met' in look && look.met) return { end: 'met', value: look.value, waitedSeconds };
    seen = 'met' in look ? { last: { value: look.last } } : { ...seen, error: look };
    if (now >= deadline) return timedOut(seen, waitedSeconds);
    const everyMilliseconds = intervalSeconds(poll.options, waitedSeconds) * 1_000;
    next = Math.min(Math.max(next + everyMilliseconds, now), deadline);
  }
  return { end: 'more', startedAt, suspendSeconds: suspensionOf(next, invocationEnd, clock), seen };
}

function intervalSeconds({ everySeconds }: PollOptions, waitedSeconds: number): number {
  const longer = (waitedSeconds - LONG_WAIT_SECONDS) * LONGER_BY;
  return Math.max(everySeconds, EVERY_SECONDS_MIN, longer);
}

function suspensionOf(next: number, invocationEnd: number, clock: Pick<Clock, 'now'>): number {
  const seconds = (next - clock.now()) / 1_000;
  const hasRoom = next + CHUNK_SECONDS_MIN * 1_000 <= invocationEnd;
  if (hasRoom && seconds < SUSPEND_SECONDS_MIN) return 0;
  return Math.max(SUSPEND_SECONDS_MIN, Math.ceil(seconds));
}

/** A look that fails for a passing reason has seen nothing; any other failure ends the poll. */
async function lookOnce<T>(poll: PollRun<T>): Promise<PollLook<T> | ErrorRecord> {
  const { clock, deadlineMilliseconds } = poll.host.invocation;
  try {
    return await runTry(clock, poll.look, {
      name: poll.name,
      attempt: 1,
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      deadlineMilliseconds,
    });
  } catch (thrown) {
    const record = toErrorRecord(thrown);
    if (!record.retryable) throw thrown;
    return record;
  }
}

function timedOut<T>(seen: Seen<T>, waitedSeconds: number): Chunk<T> {
  if (seen.last) return { end: 'timed-out', value: seen.last.value, waitedSeconds };
  return { end: 'blind', error: seen.error ?? toErrorRecord(undefined) };
}
