import { systemClock } from '@understudy/clock';
import { createHandler, createLog, type InvocationContext } from '@understudy/lambda-middleware';
import type { TerraformResult } from '@understudy/recovery-messages';
import { createOutside } from './dependencies.ts';
import { serveRequest } from './serve-request.ts';
import { readRunnerSettings } from './settings.ts';

interface RunnerContext extends InvocationContext {
  getRemainingTimeInMillis(): number;
}

const log = createLog('terraform-runner');
const outside = createOutside(readRunnerSettings(), log);

/** Builds a region, or rehearses it. Every answer is a result; nothing goes on after it. */
export const main = createHandler<unknown, TerraformResult, RunnerContext>({
  service: 'terraform-runner',
  clock: systemClock,
  log,
  parse: (event) => event,
  handle: (event, context, runLog) =>
    serveRequest(
      event,
      { ...outside, log: runLog },
      {
        id: context.awsRequestId,
        endsAtMilliseconds: systemClock.now() + context.getRemainingTimeInMillis(),
      },
    ),
});
