import { randomUUID } from 'node:crypto';
import { createCallbackSender, createLambdaClient } from '@understudy/aws-clients/lambda';
import { toErrorRecord } from '@understudy/errors';
import { createLog } from '@understudy/lambda-middleware';
import { createOutside } from '../dependencies.ts';
import { readRunnerSettings } from '../settings.ts';
import { runTask } from './run-task.ts';
import { readTaskSettings } from './task-settings.ts';

const log = createLog('terraform-runner');

/** The same image as a Fargate task: what cannot fit into the 15 minutes of a Lambda function. */
async function main(): Promise<void> {
  const settings = readRunnerSettings();
  const { region, endpoint } = settings;
  const client = createLambdaClient(endpoint === undefined ? { region } : { region, endpoint });
  const stop = new AbortController();
  // ECS asks with SIGTERM and ends the task two minutes later.
  process.once('SIGTERM', () => stop.abort());
  process.once('SIGINT', () => stop.abort());
  await runTask(
    { id: randomUUID(), ...readTaskSettings(), stop: stop.signal },
    createOutside(settings, log),
    createCallbackSender({ client }),
  );
}

main().catch((thrown: unknown) => {
  log.error('the task failed', { failure: toErrorRecord(thrown) });
  process.exitCode = 1;
});
