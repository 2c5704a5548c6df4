import { RetryableError, toErrorRecord } from '@understudy/errors';
import type { TerraformRequest, TerraformResult } from '@understudy/recovery-messages';
import { clearWorkplace, workplaceIn } from '../archive/blueprint.ts';
import type { Outside } from '../outside.ts';
import { maskDeep } from '../process/mask.ts';
import { runApply } from './apply.ts';
import { runCheck } from './check.ts';
import { openRun, type Invocation, type Run } from './open-run.ts';
import { runRehearsal } from './rehearse.ts';
import { resultOfError } from './results.ts';

const VERBS: Readonly<Record<TerraformRequest['verb'], (run: Run) => Promise<TerraformResult>>> = {
  check: runCheck,
  rehearse: runRehearsal,
  apply: runApply,
};

/** Does what is asked, and answers in time: failures are answers too. Nothing is left running. */
export async function runTerraform(
  request: TerraformRequest,
  outside: Outside,
  invocation: Invocation,
): Promise<TerraformResult> {
  const ending = new AbortController();
  const { clock, endingTimes } = outside;
  const endsAt = invocation.answerAtMilliseconds - endingTimes.answerMilliseconds / 2;
  const timer = clock
    .sleep(Math.max(0, endsAt - clock.now()), ending.signal)
    .then(() => ending.abort(outOfTime(request)))
    .catch(() => undefined);
  try {
    const answer = await answerTo(request, outside, invocation, ending.signal);
    return maskDeep(invocation.mask, answer);
  } finally {
    ending.abort();
    await timer;
    await clearWorkplace(workplaceIn(outside.settings.workDirectory, request.region));
  }
}

async function answerTo(
  request: TerraformRequest,
  outside: Outside,
  invocation: Invocation,
  signal: AbortSignal,
): Promise<TerraformResult> {
  try {
    const run = await openRun(request, outside, invocation, signal);
    try {
      return await VERBS[request.verb](run);
    } finally {
      await run.progress.flush(signal);
    }
  } catch (thrown) {
    outside.log.warn('the run ended early', { failure: toErrorRecord(thrown) });
    return resultOfError(thrown);
  }
}

function outOfTime(request: TerraformRequest): RetryableError {
  return new RetryableError(
    'OutOfTime',
    `Run of ${request.run.plan}: expected to end in time, found the deadline passed. Ask again.`,
  );
}
