import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { HostedFunction } from '@understudy/aws-simulator';
import { createOutside, readRunnerSettings, serveRequest } from '@understudy/terraform-runner';

/** terraform-runner itself, with the Terraform of this machine, as the simulated function. */
export function hostRunner(binary: string): HostedFunction {
  return async (event, context) => {
    const { clock, variables, awsRequestId: id, signal } = context;
    const directory = await mkdtemp(path.join(tmpdir(), 'understudy-terraform-'));
    const settings = readRunnerSettings({
      ...variables,
      UNDERSTUDY_WORK_DIRECTORY: directory,
      TERRAFORM_BINARY: binary,
    });
    const outside = createOutside(
      settings,
      createLog((line) => context.log(line)),
      {
        clock,
        credentials: {
          accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
      },
    );
    const endsAtMilliseconds = clock.now() + context.getRemainingTimeInMillis();
    try {
      return await serveRequest(event, outside, { id, endsAtMilliseconds, stop: signal });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  };
}

function createLog(write: (line: string) => void) {
  const line = (message: string, fields: object): void =>
    write(`${message} ${JSON.stringify(fields)}`);
  return { info: line, warn: line, error: line };
}
