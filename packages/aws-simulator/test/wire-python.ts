import { execFile } from 'node:child_process';

import { TerminalError } from '@understudy/errors';

import { clientEnvironment, pythonCommand } from './wire-python-settings.ts';
import { REGION } from './wire-fixtures.ts';

export interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any client needs, shorter than a test's own patience. */
const PATIENCE_MS = 45_000;

const HOW_TO_GET_IT =
  'Install boto3 and awscli with pip into a virtual environment ' +
  '(${UNDERSTUDY_CACHE:-~/.cache/understudy}/python) and set UNDERSTUDY_PYTHON_BIN to its bin directory.';

/** Runs a program of AWS's Python world against an endpoint. */
export function runClient(
  name: 'python3' | 'aws',
  parameters: readonly string[],
  accessKeyId = 'AKIAJUPITER',
): Promise<Finished> {
  const command = pythonCommand(name);
  const options = { env: clientEnvironment(accessKeyId, REGION), timeout: PATIENCE_MS };
  return new Promise((resolve, reject) => {
    execFile(command, [...parameters], options, (error, stdout, stderr) => {
      const status = error ? error.code : 0;
      if (typeof status === 'number') return resolve({ status, stdout, stderr });
      const found = `${command}: ${String(status ?? error?.message)}`;
      reject(
        new TerminalError('ClientMissing', `Expected ${name}, found ${found}. ${HOW_TO_GET_IT}`),
      );
    });
  });
}

/** Runs a Python script that prints one JSON document, and reads it. */
export async function runPythonScript(
  script: string,
  endpoint: string,
  ...parameters: readonly string[]
): Promise<unknown> {
  const command = ['-c', script, endpoint, ...parameters];
  const { status, stdout, stderr } = await runClient('python3', command);
  if (status === 0) return JSON.parse(stdout);
  const advice = stderr.includes('ModuleNotFoundError') ? HOW_TO_GET_IT : '';
  throw new TerminalError(
    'ClientFailed',
    `Expected status 0, found ${status}: ${stderr.slice(-2_000)} ${advice}`,
  );
}
