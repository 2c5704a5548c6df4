import { spawn, spawnSync } from 'node:child_process';

import { motoServerCommand } from './dynamodb-moto-settings.ts';

export interface MotoServer {
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** What the server writes once it listens; port 0 lets the system choose a free one. */
const LISTENING = /Running on (http:\/\/127\.0\.0\.1:\d+)/;

export function hasMotoServer(): boolean {
  return spawnSync('which', [motoServerCommand()]).status === 0;
}

export async function startMotoServer(): Promise<MotoServer> {
  const server = spawn(motoServerCommand(), ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const endpoint = await new Promise<string>((resolve, reject) => {
    let output = '';
    server.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = LISTENING.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    server.once('error', reject);
    server.once('exit', () => reject(new TypeError(`Expected a running moto, found: ${output}`)));
  });
  return {
    endpoint,
    async stop() {
      server.kill('SIGTERM');
      await ended;
    },
  };
}
