import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { RetryableError, TerminalError } from '@understudy/errors';
import { present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { TaskFact, TaskRequest, TaskRuns } from './task-ports.ts';

/** ECS takes no longer overrides, as JSON: a longer request must travel by S3. */
export const OVERRIDES_CHARACTERS_MAX = 8_192;

/** A client for our own containers: under its token a start may be repeated, so it retries. */
export function createEcsClient(options: ClientOptions): ECSClient {
  return new ECSClient(clientSettings(options, 'reads'));
}

export function createTaskRuns({ client }: { readonly client: ECSClient }): TaskRuns {
  const call = callsOf('ecs', client);
  return {
    async run(request, options = {}) {
      const command = new RunTaskCommand({
        cluster: request.cluster,
        taskDefinition: request.taskDefinition,
        launchType: 'FARGATE',
        count: 1,
        clientToken: request.clientToken,
        ...(request.startedBy === undefined ? {} : { startedBy: request.startedBy }),
        overrides: overridesOf(request),
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: [...request.subnetIds],
            securityGroups: [...request.securityGroupIds],
            assignPublicIp: request.publicAddress ? 'ENABLED' : 'DISABLED',
          },
        },
      });
      const answer = await sendRead(call('RunTask'), options, (sending) =>
        client.send(command, sending),
      );
      const [task] = answer.tasks ?? [];
      if (task) return toFact(task);
      throw notStarted(answer.failures?.[0]?.reason ?? 'no reason', request);
    },

    async find(cluster, startedBy, options = {}) {
      const command = new ListTasksCommand({ cluster, startedBy, desiredStatus: 'RUNNING' });
      const answer = await sendRead(call('ListTasks'), options, (sending) =>
        client.send(command, sending),
      );
      return answer.taskArns ?? [];
    },

    async describe(cluster, taskArn, options = {}) {
      const command = new DescribeTasksCommand({ cluster, tasks: [taskArn] });
      const answer = await sendRead(call('DescribeTasks'), options, (sending) =>
        client.send(command, sending),
      );
      const [task] = answer.tasks ?? [];
      return task && toFact(task);
    },

    async stop(cluster, taskArn, reason, options = {}) {
      const command = new StopTaskCommand({ cluster, task: taskArn, reason });
      await sendRead(call('StopTask'), options, (sending) => client.send(command, sending));
    },
  };
}

type Container = Pick<TaskRequest, 'container' | 'environment'>;

/** Whether ECS takes an environment. What is too long for it travels by the bucket. */
export function fitsOverrides(container: Container): boolean {
  return JSON.stringify(containerOverrides(container)).length <= OVERRIDES_CHARACTERS_MAX;
}

function containerOverrides({ container, environment }: Container) {
  const pairs = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return { containerOverrides: [{ name: container, environment: pairs }] };
}

function overridesOf({ container, environment }: TaskRequest) {
  const overrides = containerOverrides({ container, environment });
  if (fitsOverrides({ container, environment })) return overrides;
  const characters = JSON.stringify(overrides).length;
  throw new TerminalError(
    'RequestTooLong',
    `Task ${container}: expected an environment of at most ${OVERRIDES_CHARACTERS_MAX} characters, ` +
      `found ${characters}. Put what is long into the bucket and name it.`,
    { fields: { container, characters } },
  );
}

/** ECS answers with success and a reason when it has no place for a task. */
function notStarted(reason: string, { taskDefinition }: TaskRequest): RetryableError {
  return new RetryableError(
    'CapacityRefused',
    `Task ${taskDefinition}: expected it to start, found ${reason}. Try again, or in other subnets.`,
    { fields: { taskDefinition, reason } },
  );
}

function toFact(task: Task): TaskFact {
  const exitCode = task.containers?.[0]?.exitCode;
  return {
    arn: present(task.taskArn, "the task's ARN"),
    status: present(task.lastStatus, "the task's status"),
    ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode }),
    ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(task.startedAt ? { startedAtMilliseconds: task.startedAt.getTime() } : {}),
    ...(task.stoppedAt ? { stoppedAtMilliseconds: task.stoppedAt.getTime() } : {}),
  };
}
