import {
  INSTANCE_FAILOVER_BINDINGS,
  loadInstanceFailover,
  renderProblems,
} from '@understudy/config';
import { TerminalError } from '@understudy/errors';
import { readEnvironment, type Variables } from '@understudy/lambda-middleware';
import * as z from 'zod';

import { readStageFile } from './read-stage-file.ts';
import type { InstanceFailoverSettings, Log } from './settings.ts';

/** What the deployment puts into each function's environment (functions.yml). */
const Environment = z.object({
  AWS_REGION: z.string().min(1),
  UNDERSTUDY_STAGE: z.string().min(1),
  UNDERSTUDY_TABLE: z.string().min(1),
  LAMBDA_TASK_ROOT: z.string().min(1),
});

const RouterEnvironment = Environment.extend({
  UNDERSTUDY_TOPICS: z.string().min(1),
  UNDERSTUDY_FAILOVER_FUNCTION: z.string().min(1),
  UNDERSTUDY_REFUSED_QUEUE_URL: z.url(),
});

const ReconcilerEnvironment = Environment.extend({
  UNDERSTUDY_FAILOVER_FUNCTION: z.string().min(1),
});

const FailoverEnvironment = Environment.extend({
  UNDERSTUDY_NOTIFICATION_TOPIC: z.string().min(1),
});

export interface FunctionSettings extends InstanceFailoverSettings {
  readonly table: string;
  /** Names or ARNs of topics that alarms may come from. */
  readonly topics: readonly string[];
}

export type RouterSettings = FunctionSettings & {
  readonly failoverFunctionArn: string;
  readonly refusedQueueUrl: string;
};

export function readRouterSettings(log: Log, variables: Variables = process.env): RouterSettings {
  const env = readEnvironment(RouterEnvironment, variables);
  return {
    ...settingsOf(env, log, variables),
    failoverFunctionArn: env.UNDERSTUDY_FAILOVER_FUNCTION,
    refusedQueueUrl: env.UNDERSTUDY_REFUSED_QUEUE_URL,
  };
}

export function readReconcilerSettings(
  log: Log,
  variables: Variables = process.env,
): FunctionSettings & { readonly failoverFunctionArn: string } {
  const env = readEnvironment(ReconcilerEnvironment, variables);
  return {
    ...settingsOf(env, log, variables),
    failoverFunctionArn: env.UNDERSTUDY_FAILOVER_FUNCTION,
  };
}

export function readFailoverSettings(
  log: Log,
  variables: Variables = process.env,
): FunctionSettings {
  const env = readEnvironment(FailoverEnvironment, variables);
  return settingsOf(env, log, variables);
}

function settingsOf(
  env: z.infer<typeof Environment>,
  log: Log,
  variables: Variables,
): FunctionSettings {
  const stage = env.UNDERSTUDY_STAGE;
  const file = readStageFile(env.LAMBDA_TASK_ROOT, stage);
  const loaded = loadInstanceFailover(stage, [
    ...(file ? [file] : []),
    { kind: 'environment', values: variables, bindings: INSTANCE_FAILOVER_BINDINGS },
  ]);
  if (loaded.result === 'invalid') {
    throw new TerminalError('ConfigurationInvalid', renderProblems(loaded.problems));
  }
  const { services, convention, velocity, topics, notificationTopic } = loaded.configuration;
  return {
    stage,
    region: env.AWS_REGION,
    table: env.UNDERSTUDY_TABLE,
    definitionOf: (name) => services[name] ?? convention(name),
    configuredServices: Object.keys(services),
    velocity,
    topics,
    ...(notificationTopic === undefined ? {} : { notificationTopicArn: notificationTopic }),
    log,
  };
}
