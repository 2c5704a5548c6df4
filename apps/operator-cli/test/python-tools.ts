import { execFile } from 'node:child_process';
import path from 'node:path';

import { environment } from './command-line.ts';

/** Longer than any client needs. */
const PATIENCE_MS = 90_000;

const HOW_TO_GET_IT =
  'Install boto3 and awscli with pip into a virtual environment and set UNDERSTUDY_PYTHON_BIN to its bin directory.';

/** A third party's client, from UNDERSTUDY_PYTHON_BIN or the path. A missing one fails the test. */
function runClient(
  name: 'aws' | 'python3',
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const directory = process.env['UNDERSTUDY_PYTHON_BIN'];
  const program = directory ? path.join(directory, name) : name;
  const options = {
    env: environment({ AWS_DEFAULT_REGION: 'us-east-1', ...env }),
    timeout: PATIENCE_MS,
  };
  return new Promise((resolve, reject) => {
    execFile(program, [...words], options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const missing = error.code === 'ENOENT' || stderr.includes('ModuleNotFoundError');
      reject(
        new Error(
          `${name} ${words.join(' ')}: ${missing ? HOW_TO_GET_IT : stderr || error.message}`,
        ),
      );
    });
  });
}

/** `aws …`, with its answer as data. */
export async function aws<T>(
  env: Readonly<Record<string, string>>,
  ...words: string[]
): Promise<T> {
  const stdout = await runClient('aws', [...words, '--output', 'json'], env);
  return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T;
}

/** A script that prints one JSON document. */
export async function python<T>(
  env: Readonly<Record<string, string>>,
  script: string,
  ...words: readonly string[]
): Promise<T> {
  return JSON.parse(await runClient('python3', ['-c', script, ...words], env)) as T;
}
