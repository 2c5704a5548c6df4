import { renderProblems } from '@understudy/config';
import { TerminalError } from '@understudy/errors';
import { readEnvironment, type Variables } from '@understudy/lambda-middleware';
import * as z from 'zod';

import { PLAN_BINDINGS } from '../plan/complete-plan.ts';
import { loadPlan } from '../plan/load-plan.ts';
import { STEP_KINDS } from '../steps/step-kinds.ts';
import { readStageFile } from './read-stage-file.ts';
import { readRunnerTask } from './read-runner-task.ts';
import type { Log, RecoverySettings } from './settings.ts';

/** What the deployment puts into the environment of each function of this app (functions.yml). */
const Environment = z.object({
  AWS_REGION: z.string().min(1),
  UNDERSTUDY_STAGE: z.string().min(1),
  UNDERSTUDY_TABLE: z.string().min(1),
  UNDERSTUDY_ORCHESTRATOR_FUNCTION: z.string().min(1),
  UNDERSTUDY_TERRAFORM_RUNNER: z.string().min(1),
  UNDERSTUDY_K8S_DEPLOYER: z.string().min(1),
  UNDERSTUDY_NOTIFICATION_TOPIC: z.string().min(1).optional(),
  LAMBDA_TASK_ROOT: z.string().min(1),
});

const EntryEnvironment = Environment.extend({ UNDERSTUDY_REFUSED_QUEUE_URL: z.url() });

/** What every function of this app needs to know; throws with all that is wrong, at the cold start. */
export function readRecoverySettings(
  log: Log,
  variables: Variables = process.env,
): RecoverySettings {
  const env = readEnvironment(Environment, variables);
  const stage = env.UNDERSTUDY_STAGE;
  const file = readStageFile(env.LAMBDA_TASK_ROOT, stage);
  const loaded = loadPlan(
    stage,
    [...(file ? [file] : []), { kind: 'environment', values: variables, bindings: PLAN_BINDINGS }],
    STEP_KINDS,
  );
  if (loaded.result === 'invalid') {
    throw new TerminalError('ConfigurationInvalid', renderProblems(loaded.problems));
  }
  const { notificationTopic, ...plan } = loaded.configuration;
  const runnerTask = readRunnerTask(variables);
  const topic = notificationTopic ?? env.UNDERSTUDY_NOTIFICATION_TOPIC;
  return {
    stage,
    region: env.AWS_REGION,
    table: env.UNDERSTUDY_TABLE,
    plan,
    functions: {
      orchestrator: env.UNDERSTUDY_ORCHESTRATOR_FUNCTION,
      terraformRunner: env.UNDERSTUDY_TERRAFORM_RUNNER,
      k8sDeployer: env.UNDERSTUDY_K8S_DEPLOYER,
    },
    ...(runnerTask === undefined ? {} : { runnerTask }),
    ...(topic === undefined ? {} : { notificationTopicArn: topic }),
    log,
  };
}

/** The entry keeps what it refuses. */
export function readEntrySettings(
  log: Log,
  variables: Variables = process.env,
): RecoverySettings & { readonly refusedQueueUrl: string } {
  const { UNDERSTUDY_REFUSED_QUEUE_URL: refusedQueueUrl } = readEnvironment(
    EntryEnvironment,
    variables,
  );
  return { ...readRecoverySettings(log, variables), refusedQueueUrl };
}

const ObserverEnvironment = z.object({
  UNDERSTUDY_OBSERVER_ROLE: z.enum(['observer', 'witness']),
});

/** An observer is told what it is: where it runs says the rest. */
export function readObserverSettings(
  log: Log,
  variables: Variables = process.env,
): RecoverySettings & { readonly role: 'observer' | 'witness' } {
  const { UNDERSTUDY_OBSERVER_ROLE: role } = readEnvironment(ObserverEnvironment, variables);
  return { ...readRecoverySettings(log, variables), role };
}
