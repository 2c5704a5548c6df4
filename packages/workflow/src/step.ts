import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { toErrorRecord, type ErrorRecord } from '@understudy/errors';
import { fromJournaledError, recordInside, toJournaledError } from './journaled-error.ts';
import { INVOCATION_ENDING, runTry } from './run-try.ts';
import type { StepOptions, StepScope } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

/** Long enough for a slow AWS call with one retry, short enough for two tries in an invocation. */
export const STEP_TIMEOUT_SECONDS = 20;
export const STEP_ATTEMPTS = 3;
export const STEP_BACKOFF_SECONDS = 1;

/** The longest back-off: an operator watches, and a lease may be held meanwhile. */
const BACKOFF_SECONDS_MAX = 30;

/** Tries beyond the step's own that invocations may cut short: each comes with a fresh invocation. */
const CUT_TRIES_MAX = 3;

/** Runs the function as a journaled step: once to success, or to an error that survives replay. */
export async function runStep<T>(
  context: DurableContext,
  host: WorkflowHost,
  name: string,
  run: (scope: StepScope) => Promise<T>,
  options: StepOptions = {},
): Promise<T> {
  const { sdk, invocation } = host;
  const { timeoutSeconds = STEP_TIMEOUT_SECONDS } = options;
  try {
    return await context.step(
      name,
      async ({ attempt = 1 }) => {
        const { deadlineMilliseconds } = invocation;
        try {
          return await runTry(invocation.clock, run, {
            name,
            attempt,
            timeoutSeconds,
            deadlineMilliseconds,
          });
        } catch (thrown) {
          throw toJournaledError(sdk, thrown);
        }
      },
      { retryStrategy: (error, attempt) => decideRetry(recordOf(error), attempt, options) },
    );
  } catch (thrown) {
    throw fromJournaledError(thrown);
  }
}

interface RetryDecision {
  readonly shouldRetry: boolean;
  readonly delay?: { readonly seconds: number };
}

/** Whether, and after how long, a failed try is followed by another. */
export function decideRetry(
  record: ErrorRecord,
  attempt: number,
  options: StepOptions,
): RetryDecision {
  const { attempts = STEP_ATTEMPTS, backoffSeconds = STEP_BACKOFF_SECONDS } = options;
  if (!record.retryable) return { shouldRetry: false };
  const cut = record.code === INVOCATION_ENDING;
  if (attempt >= (cut ? attempts + CUT_TRIES_MAX : attempts)) return { shouldRetry: false };
  const seconds = cut ? 1 : backoffSeconds * 2 ** (attempt - 1);
  // The service counts whole seconds, one at least.
  return {
    shouldRetry: true,
    delay: { seconds: Math.max(1, Math.min(Math.ceil(seconds), BACKOFF_SECONDS_MAX)) },
  };
}

function recordOf(error: Error): ErrorRecord {
  return recordInside(error) ?? toErrorRecord(error);
}
