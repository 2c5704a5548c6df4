import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { HostedFunction, HostedTask } from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';

const LAMBDA_DOOR = path.resolve(import.meta.dirname, '../world/lambda-door.ts');
const FARGATE_DOOR = path.resolve(import.meta.dirname, '../../src/fargate/main.ts');

/** What is in the image beside the runner. */
function inImage(directory: string): Record<string, string> {
  return {
    TERRAFORM_BINARY: process.env['TERRAFORM_BINARY'] ?? 'terraform',
    UNDERSTUDY_WORK_DIRECTORY: directory,
    PATH: process.env['PATH'] ?? '',
  };
}

/** Both doors of the image: processes that are told by AWS what the deployment says, and no more. */
export const HOSTED_IMAGE: { readonly function: HostedFunction; readonly task: HostedTask } = {
  function: (event, context) =>
    inDirectory(async (directory) => {
      const file = path.join(directory, 'answer.json');
      const left = String(context.getRemainingTimeInMillis());
      const code = await run({
        program: [LAMBDA_DOOR, JSON.stringify(event), left, file],
        environment: { ...context.variables, ...inImage(directory) },
        signal: context.signal,
        log: (line) => context.log(line),
      });
      if (code === 0) return JSON.parse(await readFile(file, 'utf8')) as unknown;
      throw new TerminalError('Exited', `The function's process ended with exit code ${code}.`);
    }),
  task: (environment, signal, _clock, log) =>
    inDirectory((directory) =>
      run({
        program: [FARGATE_DOOR],
        environment: { ...environment, ...inImage(directory) },
        signal,
        log,
      }),
    ),
};

async function inDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'understudy-image-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function run(order: {
  readonly program: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}): Promise<number> {
  const { program, environment, signal, log } = order;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', ...program], { env: environment });
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => log(chunk.toString().trim()));
    }
    child.once('error', reject);
    child.once('close', (code) => {
      signal.removeEventListener('abort', stop);
      resolve(code ?? 1);
    });
  });
}
