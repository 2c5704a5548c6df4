import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import type { StackPackage } from '@understudy/aws-simulator';
import { readPackagedFunctions } from '@understudy/fault-simulation';
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

/** The stack that has every function; a load reads its variables and calls nobody. */
const STAGE = 'dev';
const REGION = 'eu-west-1';

/** What the template's texts leave to CloudFormation. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': '123456789012',
};

/** The one resource that functions refer to is the queue of what they refuse. */
const QUEUE_URL = `https://sqs.${REGION}.amazonaws.com/123456789012/refused`;

const LOAD = `
const began = performance.now();
require(process.argv[1]);
process.stdout.write(String(performance.now() - began));
process.exit(0);
`;

/** Every function that `sls package` zips; the image of terraform-runner is none. */
export async function measureFunctions(root: string): Promise<readonly MeasuredFunction[]> {
  const { code, template } = readPackagedFunctions(root, STAGE, REGION);
  const measured: MeasuredFunction[] = [];
  for (const [zip, bytes] of code) {
    const files = unzipSync(bytes);
    const [bundle, source] = Object.entries(files).find(([name]) => name.endsWith('.js')) ?? [];
    if (bundle === undefined || source === undefined) continue;
    measured.push({
      name: zip.replace(/\.zip$/, ''),
      zipKilobytes: bytes.length / 1024,
      codeKilobytes: source.length / 1024,
      loadMilliseconds: await loadTime(files, bundle, variablesOf(template, zip)),
    });
  }
  return measured;
}

/** What the template sets for the function of this zip. */
function variablesOf(
  { Resources }: StackPackage['template'],
  zip: string,
): Readonly<Record<string, string>> {
  const found = Object.values(Resources).find(({ Properties }) =>
    JSON.stringify(Properties?.['Code'] ?? '').includes(`/${zip}"`),
  );
  const environment = (found?.Properties?.['Environment'] ?? {}) as {
    readonly Variables?: Readonly<Record<string, unknown>>;
  };
  return Object.fromEntries(
    Object.entries(environment.Variables ?? {}).map(([name, value]) => [name, textOf(value)]),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const text: unknown = Reflect.get(Object(value), 'Fn::Sub');
  if (typeof text !== 'string') return QUEUE_URL;
  return text.replace(/\$\{([^}]+)\}/g, (all, name: string) => PSEUDO_PARAMETERS[name] ?? all);
}

async function loadTime(
  files: Readonly<Record<string, Uint8Array>>,
  bundle: string,
  variables: Readonly<Record<string, string>>,
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
        {
          env: {
            ...variables,
            AWS_REGION: REGION,
            AWS_ACCESS_KEY_ID: 'none',
            AWS_SECRET_ACCESS_KEY: 'none',
            LAMBDA_TASK_ROOT: root,
          },
        },
      );
      times.push(Number(stdout));
    }
    return percentile(times, 0.5);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
