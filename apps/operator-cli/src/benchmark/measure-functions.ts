import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { readPackagedFunctions, stackOfApp } from '@understudy/fault-simulation';
import { unzipSync } from 'fflate';

import { percentile } from './statistics.ts';

export interface MeasuredFunction {
  readonly name: string;
  readonly zipKilobytes: number;
  /** Of the minified bundle. */
  readonly codeKilobytes: number;
  /** From a fresh process's first line to the end of the handler's `require`; median. */
  readonly loadMilliseconds: number;
}

const LOADS = 5;

/** As `functions.yml` sets them; a load reads them and calls nobody. */
const VARIABLES = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  UNDERSTUDY_STAGE: 'prod',
  UNDERSTUDY_TABLE: 'understudy-prod',
  UNDERSTUDY_TOPICS: 'jupiter-failover-topic',
  UNDERSTUDY_FAILOVER_FUNCTION:
    'arn:aws:lambda:us-east-1:123456789012:function:understudy-prod-instance-failover:durable',
  UNDERSTUDY_REFUSED_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/refused',
  UNDERSTUDY_NOTIFICATION_TOPIC: 'arn:aws:sns:us-east-1:123456789012:understudy-prod-notifications',
};

const LOAD = `
const began = performance.now();
require(process.argv[1]);
process.stdout.write(String(performance.now() - began));
process.exit(0);
`;

export async function measureFunctions(root: string): Promise<readonly MeasuredFunction[]> {
  const whole = readPackagedFunctions(root, 'prod', 'us-east-1');
  const { code } = stackOfApp(whole, 'sns-instance-failover');
  const measured: MeasuredFunction[] = [];
  for (const [zip, bytes] of code) {
    const files = unzipSync(bytes);
    const [bundle, source] = Object.entries(files).find(([name]) => name.endsWith('.js')) ?? [];
    if (bundle === undefined || source === undefined) continue;
    measured.push({
      name: zip.replace(/\.zip$/, ''),
      zipKilobytes: bytes.length / 1024,
      codeKilobytes: source.length / 1024,
      loadMilliseconds: await loadTime(files, bundle),
    });
  }
  return measured;
}

async function loadTime(
  files: Readonly<Record<string, Uint8Array>>,
  bundle: string,
): Promise<number> {
  const root = mkdtempSync(path.join(tmpdir(), 'understudy-load-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(root, name);
      mkdirSync(path.dirname(file), { recursive: true });
      if (!name.endsWith('/')) writeFileSync(file, bytes);
    }
    const times: number[] = [];
    for (let load = 0; load < LOADS; load++) {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['-e', LOAD, path.join(root, bundle)],
        { env: { ...VARIABLES, LAMBDA_TASK_ROOT: root } },
      );
      times.push(Number(stdout));
    }
    return percentile(times, 0.5);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
