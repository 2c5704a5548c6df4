import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock } from '@understudy/clock';
import {
  createDynamoDbStore,
  createLockRecords,
  type LeaseStore,
  type LockRecords,
} from '@understudy/leases';
import {
  TerraformRequest,
  type RunIdentity,
  type TerraformResult,
} from '@understudy/recovery-messages';
import { createObjectReads, createObjectRecords, createS3Client } from '@understudy/aws-clients/s3';
import type { Outside } from '../../src/outside.ts';
import { DEFAULT_POLICY } from '../../src/policy/default-policy.ts';
import { createMask } from '../../src/process/mask.ts';
import type { ProgressLine } from '../../src/progress/describe-message.ts';
import { runTerraform } from '../../src/requests/run-terraform.ts';
import { readRunnerSettings } from '../../src/settings.ts';
import { processesIn } from './processes.ts';
import { backendText, zipOf, type Files } from './blueprint.ts';
import { BUCKET, CREDENTIALS, REGION, s3At, TABLE } from './buckets.ts';

export interface Asked {
  readonly request?: Readonly<Record<string, unknown>>;
  readonly outside?: Partial<Outside>;
  /** How long the run may take. */
  readonly withinMilliseconds?: number;
  readonly stop?: AbortSignal;
  readonly environment?: Readonly<Record<string, string>>;
  /** The access key of a role, whose rights the runner has then. */
  readonly withRole?: string;
}

/** An S3 and a table on loopback, and a runner beside them with a work directory of its own. */
export interface RunnerWorld {
  readonly s3: S3Client;
  readonly store: LeaseStore;
  readonly records: LockRecords;
  readonly workDirectory: string;
  /** Where this world's state is: each has its own. */
  readonly stateKey: string;
  readonly incident: string;
  readonly identity: RunIdentity;
  /** The file of a blueprint that says so. */
  readonly own: Files;
  readonly endpoint: string;
  /** What the runner logged, as text. */
  readonly logged: string[];
  readonly progress: ProgressLine[];
  /** The sentences of the progress so far. */
  said(): readonly string[];
  environment(change?: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  /** Uploads a blueprint; says where it is, pinned by its version. */
  upload(content: Files | Uint8Array): Promise<TerraformRequest['blueprint']>;
  request(blueprint: TerraformRequest['blueprint'], change?: object): TerraformRequest;
  outside(
    change?: Partial<Outside>,
    environment?: Readonly<Record<string, string>>,
    accessKeyId?: string,
  ): Outside;
  run(blueprint: TerraformRequest['blueprint'], asked?: Asked): Promise<TerraformResult>;
  /** Another runner on the same state, with a work directory of its own. */
  another(): Promise<RunnerWorld>;
  /** Ends the Terraform processes that work in this directory: as a machine that goes. */
  killLeftBehind(): void;
  close(): Promise<void>;
}

const PATIENCE_MS = 60_000;

let worlds = 0;

export async function createRunnerWorld(
  endpoint: string,
  sharing?: { readonly stateKey: string; readonly incident: string },
): Promise<RunnerWorld> {
  const s3 = s3At(endpoint);
  const name = `${process.pid}-${++worlds}`;
  const { store, records } = servicesAt(endpoint, CREDENTIALS.accessKeyId);
  const workDirectory = await mkdtemp(path.join(tmpdir(), 'understudy-runner-'));
  const { stateKey, incident } = sharing ?? {
    stateKey: `dr/${name}.tfstate`,
    incident: `dr-${name}`,
  };
  const identity = { plan: 'konecta-erp', incident, step: 'infrastructure', owner: 'local:one' };
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
      UNDERSTUDY_TABLE: TABLE,
      UNDERSTUDY_WORK_DIRECTORY: workDirectory,
      TERRAFORM_BINARY: process.env['TERRAFORM_BINARY'] ?? 'terraform',
      PATH: process.env['PATH'] ?? '',
      ...change,
    };
  }

  const world: RunnerWorld = {
    s3,
    store,
    records,
    workDirectory,
    stateKey,
    incident,
    identity,
    own: { 'backend.tf': backendText({ key: stateKey }) },
    endpoint,
    logged,
    progress,
    said: () => progress.map(({ sentence }) => sentence),
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
        run: identity,
        region: REGION,
        blueprint,
        state: { bucket: BUCKET, key: stateKey, region: REGION },
        ...change,
      }),
    outside: (change = {}, variables = {}, accessKeyId = CREDENTIALS.accessKeyId) => ({
      settings: readRunnerSettings(environment(variables)),
      clock: systemClock,
      ...servicesAt(endpoint, accessKeyId),
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
      const outside = world.outside(asked.outside, asked.environment, asked.withRole);
      return runTerraform(world.request(blueprint, asked.request), outside, {
        id: `call-${systemClock.now()}-${++worlds}`,
        answerAtMilliseconds: outside.clock.now() + withinMilliseconds,
        mask: createMask(outside.settings.secrets),
        ...(stop === undefined ? {} : { stop }),
      });
    },
    another: () => createRunnerWorld(endpoint, { stateKey, incident }),
    killLeftBehind() {
      for (const pid of processesIn(workDirectory)) process.kill(pid, 'SIGKILL');
    },
    async close() {
      s3.destroy();
      await rm(workDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

/** The runner's own clients, with the rights of an access key. */
function servicesAt(endpoint: string, accessKeyId: string) {
  const at = { endpoint, region: REGION, credentials: { ...CREDENTIALS, accessKeyId } };
  const bucketAt = { ...at, pathStyle: true };
  const client = new DynamoDBClient(at);
  const table = { client, table: TABLE, clock: systemClock };
  return {
    store: createDynamoDbStore(table),
    records: createLockRecords(table),
    objects: createObjectReads({ client: createS3Client(bucketAt, 'reads') }),
    copies: createObjectRecords({ client: createS3Client(bucketAt, 'records') }),
  };
}
