import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '@understudy/clock';
import {
  createDynamoDbStore,
  createLockRecords,
  tableDefinition,
  type LeaseStore,
  type LockRecords,
} from '@understudy/leases';
import { TerraformRequest, type TerraformResult } from '@understudy/recovery-messages';
import { createS3ObjectStore } from '../../src/archive/s3-object-store.ts';
import type { Outside } from '../../src/outside.ts';
import { DEFAULT_POLICY } from '../../src/policy/default-policy.ts';
import { createMask } from '../../src/process/mask.ts';
import type { ProgressLine } from '../../src/progress/describe-message.ts';
import { runTerraform } from '../../src/requests/run-terraform.ts';
import { readRunnerSettings } from '../../src/settings.ts';
import { STATE_KEY, zipOf, type Files } from './blueprint.ts';
import { BUCKET, CREDENTIALS, makeBucket, REGION, s3At } from './buckets.ts';

export interface Asked {
  readonly request?: Readonly<Record<string, unknown>>;
  readonly outside?: Partial<Outside>;
  /** How long the run may take. */
  readonly withinMilliseconds?: number;
  readonly stop?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An S3 and a table on loopback, and a runner beside them with a work directory of its own. */
export interface RunnerWorld {
  readonly s3: S3Client;
  readonly store: LeaseStore;
  readonly records: LockRecords;
  readonly workDirectory: string;
  readonly endpoint: string;
  /** What the runner logged, as text. */
  readonly logged: string[];
  readonly progress: ProgressLine[];
  environment(change?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** Uploads a blueprint; says where it is, pinned by its version. */
  upload(content: Files | Uint8Array): Promise<TerraformRequest['blueprint']>;
  request(blueprint: TerraformRequest['blueprint'], change?: object): TerraformRequest;
  outside(change?: Partial<Outside>, environment?: Readonly<Record<string, string>>): Outside;
  run(blueprint: TerraformRequest['blueprint'], asked?: Asked): Promise<TerraformResult>;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

let worlds = 0;

export async function createRunnerWorld(endpoint: string): Promise<RunnerWorld> {
  const s3 = s3At(endpoint);
  const table = `understudy-dev-${process.pid}-${++worlds}`;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  await client.send(new CreateTableCommand(tableDefinition(table)));
  const store = createDynamoDbStore({ client, table, clock: systemClock });
  const records = createLockRecords({ client, table, clock: systemClock });
  const workDirectory = await mkdtemp(path.join(tmpdir(), 'understudy-runner-'));
  const logged: string[] = [];
  const progress: ProgressLine[] = [];
  const log = (message: string, fields: object): void => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };

  function environment(change: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL: endpoint,
      UNDERSTUDY_STAGE: 'dev',
      UNDERSTUDY_TABLE: table,
      UNDERSTUDY_WORK_DIRECTORY: workDirectory,
      TERRAFORM_BINARY: 'terraform',
      PATH: process.env['PATH'] ?? '',
      ...change,
    };
  }

  const world: RunnerWorld = {
    s3,
    store,
    records,
    workDirectory,
    endpoint,
    logged,
    progress,
    environment,
    async upload(content) {
      const body = content instanceof Uint8Array ? content : zipOf(content);
      const key = `${REGION}-dr.zip`;
      const { VersionId } = await s3.send(
        new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }),
      );
      return { bucket: BUCKET, key, ...(VersionId === undefined ? {} : { versionId: VersionId }) };
    },
    request: (blueprint, change = {}) =>
      TerraformRequest.parse({
        verb: 'apply',
        run: { plan: 'konecta-erp', incident: 'dr-1', step: 'infrastructure', owner: 'local:one' },
        region: REGION,
        blueprint,
        state: { bucket: BUCKET, key: STATE_KEY, region: REGION },
        ...change,
      }),
    outside: (change = {}, variables = {}) => ({
      settings: readRunnerSettings(environment(variables)),
      clock: systemClock,
      objects: createS3ObjectStore(s3),
      store,
      records,
      functions: { status: async () => 'running' },
      resources: { look: async () => ({ state: 'unknown', words: 'not known here', tags: {} }) },
      lockPatienceMilliseconds: 1_000,
      policy: DEFAULT_POLICY,
      endingTimes: { graceMilliseconds: 5_000, answerMilliseconds: 4_000 },
      log: { info: log, warn: log, error: log },
      onProgress: (line) => progress.push(line),
      ...change,
    }),
    run(blueprint, asked = {}) {
      const { withinMilliseconds = PATIENCE_MS, stop } = asked;
      const outside = world.outside(asked.outside, asked.environment);
      return runTerraform(world.request(blueprint, asked.request), outside, {
        id: `call-${systemClock.now()}-${++worlds}`,
        answerAtMilliseconds: systemClock.now() + withinMilliseconds,
        mask: createMask(outside.settings.secrets),
        ...(stop === undefined ? {} : { stop }),
      });
    },
    async close() {
      client.destroy();
      s3.destroy();
      await rm(workDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

export { makeBucket };
