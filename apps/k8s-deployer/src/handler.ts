import { systemClock } from '@understudy/clock';
import { createHandler, createLog, type InvocationContext } from '@understudy/lambda-middleware';
import type { DeploymentResult } from '@understudy/recovery-messages';

import { answerRequest } from './answer-request.ts';
import { createDeployerWorld } from './dependencies.ts';
import { readDeployerSettings } from './read-settings.ts';

/** What is left for the answer itself when the time of an invocation ends. */
const ANSWER_SECONDS = 5;

interface DeployerContext extends InvocationContext {
  getRemainingTimeInMillis(): number;
}

const log = createLog('k8s-deployer');
const world = createDeployerWorld(readDeployerSettings(), systemClock);

/** Applies, restarts, stops and looks. Every answer is a result; nothing goes on after it (rule 8). */
export const main = createHandler<unknown, DeploymentResult, DeployerContext>({
  service: 'k8s-deployer',
  clock: systemClock,
  log,
  // What is wrong with a request is an answer too: the workflow shows it.
  parse: (event) => event,
  handle: async (event, context, runLog) => {
    const milliseconds = Math.max(0, context.getRemainingTimeInMillis() - ANSWER_SECONDS * 1_000);
    const result = await answerRequest(event, world, {
      sendByMilliseconds: systemClock.now() + milliseconds,
      signal: AbortSignal.timeout(milliseconds),
    });
    runLog.info('answered', { outcome: result.outcome, sentence: result.sentence });
    return result;
  },
});
