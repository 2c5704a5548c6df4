import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import {
  clientSettings,
  createAwsClock,
  observeDate,
  type ClientOptions,
  type DurableFunctions,
} from '@understudy/aws-clients';
import { createDurableFunctions, createLambdaClient } from '@understudy/aws-clients/lambda';
import { createScaledClock, systemClock, type Scheduler } from '@understudy/clock';
import { loadInstanceFailover, renderProblems, type ConfigurationFile } from '@understudy/config';
import { parseYaml } from '@understudy/config/yaml';
import { TerminalError } from '@understudy/errors';
import { createDynamoDbStore, type LeaseStore } from '@understudy/leases';
import {
  createFailoverWorld,
  readStageFile,
  type FailoverWorld,
  type FunctionSettings,
} from '@understudy/sns-instance-failover';

import { usageError } from './commands/command-spec.ts';
import type { Settings } from './settings.ts';
import { simulatedTime } from './simulator/control-client.ts';

/** The outside world of an operator: the deployed Understudy, its table, and AWS behind it. */
export interface OperatorWorld {
  /** AWS's time, not the machine's (rule 14). */
  readonly clock: Scheduler;
  readonly store: LeaseStore;
  readonly functions: DurableFunctions;
  readonly lambda: LambdaClient;
  /** The caller's own eyes and hands: readiness, rehearsals and runs on this machine. */
  readonly failover: FailoverWorld;
  readonly routerName: string;
  readonly region: string;
  readonly person: string;
  /** How much faster than the machine's time: 1 but for a simulator. */
  readonly speed: number;
  /** For clients that only some commands need. */
  readonly clients: ClientOptions;
}

const WORKSPACE = fileURLToPath(new URL('../../..', import.meta.url));

/** Connects to the region that acts. Asks nothing yet, but for a simulator's time. */
export async function connect(settings: Settings, configFile?: string): Promise<OperatorWorld> {
  const region = regionOf(settings);
  const { endpointFlag } = settings;
  // AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> are the SDK's own to read.
  const options: ClientOptions = {
    region,
    ...(endpointFlag === undefined ? {} : { endpoint: endpointFlag }),
  };
  const table = `understudy-${settings.stage}`;
  const { clock, learnFrom, speed } = await timeOf(settings);
  const client = new DynamoDBClient(clientSettings(options, 'reads'));
  learnFrom(client);
  const store = createDynamoDbStore({ client, table, clock });
  const lambda = createLambdaClient(options);
  const functionSettings = readFunctionSettings(settings, { region, table, configFile });
  return {
    clock,
    store,
    lambda,
    functions: createDurableFunctions({ client: lambda }),
    failover: { ...createFailoverWorld(functionSettings, clock, options), store },
    routerName: `${table}-alarm-router`,
    region,
    person: settings.person,
    speed,
    clients: options,
  };
}

function regionOf({ region }: Settings): string {
  if (region) return region;
  throw usageError('a region (--region or AWS_REGION)', 'none', 'add --region us-east-1');
}

interface Time {
  readonly clock: Scheduler;
  readonly speed: number;
  readonly learnFrom: (client: DynamoDBClient) => void;
}

/** A simulator says how its time runs; AWS's is learnt from its answers. */
async function timeOf({ endpoint }: Settings): Promise<Time> {
  const simulated = endpoint === undefined ? undefined : await simulatedTime(endpoint);
  if (simulated) {
    const { nowMilliseconds, speed } = simulated;
    const clock = createScaledClock({ speed, startMilliseconds: nowMilliseconds });
    return { clock, speed, learnFrom: () => undefined };
  }
  const aws = createAwsClock({ clock: systemClock });
  const clock: Scheduler = {
    now: () => aws.now(),
    sleep: (milliseconds, signal) => aws.sleep(milliseconds, signal),
    schedule: (at, task) => systemClock.schedule(at - aws.skewMilliseconds(), task),
  };
  return { clock, speed: 1, learnFrom: (client) => observeDate(client, aws) };
}

/** The same stage file that was packaged with the functions, from the workspace or as named. */
export function readConfigurationFile(stage: string, file?: string): ConfigurationFile | undefined {
  if (file === undefined) {
    return readStageFile(WORKSPACE, stage) ?? readStageFile('.', stage);
  }
  if (existsSync(file))
    return parseYaml(path.relative('.', file) || file, readFileSync(file, 'utf8'));
  throw usageError(`a stage file at ${file}`, 'none', 'understudy config schema');
}

function readFunctionSettings(
  { stage }: Settings,
  what: {
    readonly region: string;
    readonly table: string;
    readonly configFile: string | undefined;
  },
): FunctionSettings {
  const file = readConfigurationFile(stage, what.configFile);
  const loaded = loadInstanceFailover(stage, file ? [file] : []);
  if (loaded.result === 'invalid') {
    throw new TerminalError('ConfigurationInvalid', renderProblems(loaded.problems));
  }
  const { services, convention, velocity, topics, notificationTopic } = loaded.configuration;
  return {
    stage,
    region: what.region,
    table: what.table,
    definitionOf: (name) => services[name] ?? convention(name),
    configuredServices: Object.keys(services),
    velocity,
    topics,
    ...(notificationTopic === undefined ? {} : { notificationTopicArn: notificationTopic }),
    log: SILENT,
  };
}

/** What the functions log, a person sees in the timeline. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
