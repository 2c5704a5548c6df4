import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { HostedContext, HostedFunction } from '@understudy/aws-simulator';
import { systemClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { unzipSync } from 'fflate';

/** What Lambda's runtime does: loads the handler, gives it the event, hands its answer back. */
const RUNTIME = `
const [, file, deadline] = process.argv;
const { readFileSync, writeSync } = require('node:fs');
const { event, awsRequestId, functionName } = JSON.parse(readFileSync(0, 'utf8'));
const getRemainingTimeInMillis = () => Math.max(0, Number(deadline) - Date.now());
require(file)
  .main(event, { awsRequestId, functionName, getRemainingTimeInMillis })
  .then((answer) => { writeSync(3, JSON.stringify(answer)); process.exit(0); });
`;

/** Runs a zip of \`sls package\` in a process of its own, with nothing but the function's environment. */
export function hostPackage(zip: Uint8Array, directory: string): HostedFunction {
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    const file = path.join(directory, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  const handler = path.join(directory, 'apps/k8s-deployer/src/handler.js');
  return (event, context) => run(handler, directory, event, context);
}

function run(
  handler: string,
  directory: string,
  event: unknown,
  context: HostedContext,
): Promise<unknown> {
  const { awsRequestId, functionName, variables, signal } = context;
  const deadline = systemClock.now() + Math.min(60_000, context.getRemainingTimeInMillis());
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['-e', RUNTIME, handler, String(deadline)], {
      env: { ...variables, LAMBDA_TASK_ROOT: directory, PATH: '/usr/bin' },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      signal,
    });
    let answer = '';
    let said = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    child.stdout?.on('data', (chunk: Buffer) => context.log(chunk.toString().trim()));
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', reject);
    child.once('close', () => {
      if (answer === '') reject(new TerminalError('NoAnswer', said));
      else resolve(JSON.parse(answer));
    });
    child.stdin?.end(JSON.stringify({ event, awsRequestId, functionName }));
  });
}
