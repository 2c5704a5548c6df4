import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws } from '../composition/create-simulated-aws.ts';
import { createNoLatencies } from '../kernel/latencies.ts';

const REGION = 'eu-west-1';
const FAMILY = 'understudy-dev-terraform-runner';
const REPOSITORY = `arn:aws:ecr:${REGION}:123456789012:repository/understudy-terraform-runner`;
const LOG = `arn:aws:logs:${REGION}:123456789012:log-group:/ecs/runner:*`;
const GRANTS: readonly (readonly [action: string, resource: string])[] = [
  ['ecr:GetAuthorizationToken', '*'],
  ['ecr:BatchGetImage', REPOSITORY],
  ['ecr:GetDownloadUrlForLayer', REPOSITORY],
  ['logs:CreateLogStream', LOG],
  ['logs:PutLogEvents', LOG],
];
const CONTAINER = {
  name: 'terraform-runner',
  image: `123456789012.dkr.ecr.${REGION}.amazonaws.com/understudy-terraform-runner@sha256:0a`,
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/ecs/runner', 'awslogs-stream-prefix': 'task' },
  },
};

/** A task of a private image, whose execution role has all grants but one. */
async function begin({ without = '', trusted = 'ecs-tasks.amazonaws.com' } = {}) {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const aws = createSimulatedAws({
    clock,
    seed: 'task-start',
    regions: [REGION],
    latencies: createNoLatencies,
    ecsTimings: { coldStartMilliseconds: () => 1_000 },
    hostedTasks: {
      tasks: new Map([
        [
          FAMILY,
          async (_environment, _signal, _clock, log) => {
            log('the container runs');
            return 0;
          },
        ],
      ]),
    },
  });
  const call = async (operation: string, input: object) => {
    const answer = aws.world.call({
      service: 'ecs',
      operation,
      input,
      region: REGION,
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
      signedAtMilliseconds: clock.now(),
    });
    return (await answer).output;
  };
  const Statement = GRANTS.filter(([action]) => action !== without).map(([Action, Resource]) => ({
    Effect: 'Allow',
    Action,
    Resource,
  }));
  aws.roles.putRole({
    roleName: 'start',
    policies: [{ name: 'start', document: { Statement } }],
    managedPolicyArns: [],
    trustedServices: [trusted],
  });
  await call('CreateCluster', { clusterName: 'understudy-dev' });
  const run = async () => {
    await call('RegisterTaskDefinition', {
      family: FAMILY,
      executionRoleArn: 'arn:aws:iam::123456789012:role/start',
      containerDefinitions: [CONTAINER],
    });
    await call('RunTask', {
      cluster: 'understudy-dev',
      taskDefinition: FAMILY,
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    });
    await clock.advanceTo(clock.now() + 2_000);
    return aws.region(REGION).ecs.tasks[0];
  };
  return { call, run, words: () => aws.logs.lines(FAMILY).map(({ text }) => text) };
}

describe('what Fargate does with the execution role before a container begins', () => {
  it('is allowed by a role that may do all of it', async () => {
    const { run, words } = await begin();

    expect(await run()).toMatchObject({ stopCode: 'EssentialContainerExited', exitCode: 0 });
    expect(words()).toEqual(['the container runs']);
  });

  it.each([
    ['ecr:GetAuthorizationToken', 'ResourceInitializationError'],
    ['ecr:BatchGetImage', 'CannotPullContainerError'],
    ['ecr:GetDownloadUrlForLayer', 'CannotPullContainerError'],
    ['logs:CreateLogStream', 'ResourceInitializationError'],
  ])('needs %s: without it the task fails to start', async (without, reason) => {
    const { run } = await begin({ without });

    const task = await run();

    expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', exitCode: undefined });
    expect(task?.stoppedReason).toMatch(new RegExp(`^${reason}: .*perform: ${without} on`));
  });

  it('loses the log of a task whose role may not write it, and says so nowhere', async () => {
    const { run, words } = await begin({ without: 'logs:PutLogEvents' });

    expect(await run()).toMatchObject({ exitCode: 0 });
    expect(words()).toEqual([]);
  });

  it('needs a role that names ECS in its trust', async () => {
    const { run } = await begin({ trusted: 'lambda.amazonaws.com' });

    await expect(run()).rejects.toThrow(/ECS was unable to assume the role/);
  });

  it.each([
    ['ECR images', { ...CONTAINER, logConfiguration: undefined }],
    ['log driver awslogs', { ...CONTAINER, image: 'public.ecr.aws/docker/library/busybox:1' }],
  ])('needs a role at all for %s', async (what, container) => {
    const { call } = await begin();
    const definition = { family: FAMILY, containerDefinitions: [container] };

    await expect(call('RegisterTaskDefinition', definition)).rejects.toThrow(
      `Fargate requires task definition to have execution role ARN to support ${what}.`,
    );
  });
});
