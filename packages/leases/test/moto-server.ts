import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { TerminalError } from '@understudy/errors';
import { systemClock } from '@understudy/clock';

/** Python and moto start within a second or two; a busy machine takes longer. */
const START_LIMIT_MS = 40_000;
const ASK_AGAIN_MS = 100;

export interface MotoServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** An independent DynamoDB: `moto_server` on a free port of loopback, ended by its own id. */
export async function startMotoServer(): Promise<MotoServer> {
  const command = findMotoServer();
  const port = await freePort();
  const child = spawn(command, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await untilItAnswers(child, port, command);
  return {
    port,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function findMotoServer(): string {
  // The one place where a test looks at its surroundings: which moto to take.
  const folders = [
    process.env['UNDERSTUDY_PYTHON_BIN'] ?? '',
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  const found = folders
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, 'moto_server'))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new TerminalError(
    'MotoMissing',
    'Expected moto_server on PATH or in UNDERSTUDY_PYTHON_BIN, found none. Get it with: ' +
      'python3 -m venv .venv && .venv/bin/pip install "moto[server,dynamodb]==5.2.1", ' +
      'then set UNDERSTUDY_PYTHON_BIN=$PWD/.venv/bin',
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function untilItAnswers(child: ChildProcess, port: number, command: string): Promise<void> {
  const deadline = systemClock.now() + START_LIMIT_MS;
  while (child.exitCode === null && systemClock.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined);
    if (answer?.ok) return;
    await systemClock.sleep(ASK_AGAIN_MS);
  }
  child.kill('SIGTERM');
  throw new TerminalError(
    'MotoNotStarted',
    `Expected ${command} to answer on port ${port} within ${START_LIMIT_MS} ms, found nothing.`,
  );
}
