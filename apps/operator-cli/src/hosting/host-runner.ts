import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createCallbackSender, createLambdaClient } from '@understudy/aws-clients/lambda';
import type { HostedFunction, HostedTask } from '@understudy/aws-simulator';
import type { Clock } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import {
  createOutside,
  readRunnerSettings,
  readTaskSettings,
  runTask,
  serveRequest,
  type Outside,
} from '@understudy/terraform-runner';

type Variables = Readonly<Record<string, string>>;

/** terraform-runner itself, with the Terraform of this machine, as the simulated function. */
export function hostRunner(binary: string): HostedFunction {
  return (event, context) => {
    const { clock, variables, awsRequestId: id, signal } = context;
    const endsAtMilliseconds = clock.now() + context.getRemainingTimeInMillis();
    const log = createLog((line) => context.log(line));
    return withOutside({ binary, variables, clock, log }, (outside) =>
      serveRequest(event, outside, { id, endsAtMilliseconds, stop: signal }),
    );
  };
}

/** The same as the simulated task, which answers the execution that waits for it. */
export function hostRunnerTask(binary: string): HostedTask {
  return async (variables, stop, clock, write) => {
    const log = createLog(write);
    const credentials = credentialsOf(variables);
    const endpoint = variables['AWS_ENDPOINT_URL'] ?? '';
    const region = variables['AWS_REGION'] ?? '';
    const client = createLambdaClient({ region, endpoint, credentials });
    try {
      await withOutside({ binary, variables, clock, log }, (outside) => {
        const id = credentials.accessKeyId;
        const task = { id, ...readTaskSettings(variables), stop };
        return runTask(task, outside, createCallbackSender({ client }));
      });
      return 0;
    } catch (thrown) {
      log.error('the task failed', { failure: toErrorRecord(thrown) });
      return 1;
    } finally {
      client.destroy();
    }
  };
}

async function withOutside<T>(
  host: {
    readonly binary: string;
    readonly variables: Variables;
    readonly clock: Clock;
    readonly log: ReturnType<typeof createLog>;
  },
  work: (outside: Outside) => Promise<T>,
): Promise<T> {
  const { binary, variables, clock, log } = host;
  const directory = await mkdtemp(path.join(tmpdir(), 'understudy-terraform-'));
  const settings = readRunnerSettings({
    ...variables,
    UNDERSTUDY_WORK_DIRECTORY: directory,
    TERRAFORM_BINARY: binary,
  });
  try {
    const credentials = credentialsOf(variables);
    return await work(createOutside(settings, log, { clock, credentials }));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function credentialsOf(variables: Variables) {
  return {
    accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
}

function createLog(write: (line: string) => void) {
  const line = (message: string, fields: object): void =>
    write(`${message} ${JSON.stringify(fields)}`);
  return { info: line, warn: line, error: line };
}
