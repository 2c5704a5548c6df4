import { createTaskRuns, createEcsClient } from '@understudy/aws-clients/ecs';
import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws } from '../composition/create-simulated-aws.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createWireRequestHandler } from '../wire/wire-request-handler.ts';
import type { HostedTask } from './hosted-task.ts';

const REGION = 'eu-west-1';
const FAMILY = 'understudy-dev-terraform-runner';
const ROLE = 'arn:aws:iam::123456789012:role/runner';
const START_ROLE = 'arn:aws:iam::123456789012:role/runner-start';

async function begin(task?: HostedTask, accessKeyId = 'AKIAJUPITER') {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const aws = createSimulatedAws({
    clock,
    seed: 'ecs',
    regions: [REGION],
    latencies: createNoLatencies,
    hostedTasks: { tasks: new Map(task ? [[FAMILY, task]] : []), endpoint: () => 'http://here' },
  });
  const call = (operation: string, input: object) =>
    aws.world.call({
      service: 'ecs',
      operation,
      input,
      region: REGION,
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
      signedAtMilliseconds: clock.now(),
    });
  for (const roleName of [ROLE, START_ROLE].map((arn) => arn.split('/')[1] ?? '')) {
    const trustedServices = ['ecs-tasks.amazonaws.com'];
    aws.roles.putRole({ roleName, policies: [], managedPolicyArns: [], trustedServices });
  }
  await call('CreateCluster', { clusterName: 'understudy-dev' });
  await call('RegisterTaskDefinition', {
    family: FAMILY,
    taskRoleArn: ROLE,
    executionRoleArn: START_ROLE,
    containerDefinitions: [
      { name: 'terraform-runner', environment: [{ name: 'STAGE', value: 'dev' }], stopTimeout: 60 },
    ],
  });
  await aws.door.prepare(['ecs']);
  const client = createEcsClient({
    region: REGION,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    requestHandler: createWireRequestHandler(aws.door.answer),
  });
  const pass = (seconds: number): Promise<void> => clock.advanceTo(clock.now() + seconds * 1_000);
  return { aws, clock, call, pass, tasks: createTaskRuns({ client }) };
}

const REQUEST = {
  cluster: 'understudy-dev',
  taskDefinition: FAMILY,
  container: 'terraform-runner',
  environment: { UNDERSTUDY_REQUEST: '{}' },
  subnetIds: ['subnet-1'],
  securityGroupIds: ['sg-1'],
  publicAddress: true,
  clientToken: 'incident-1.infrastructure.1',
};

describe('a task on Fargate', () => {
  it('starts cold in half a minute to a minute, with its environment, and ends with its code', async () => {
    const seen: Readonly<Record<string, string>>[] = [];
    const { tasks, pass } = await begin(async (environment) => {
      seen.push(environment);
      return 3;
    });

    const started = await tasks.run(REQUEST);
    await pass(29);
    const early = await tasks.describe('understudy-dev', started.arn);
    await pass(31);
    const late = await tasks.describe('understudy-dev', started.arn);

    expect([started.status, early?.status]).toEqual(['PENDING', 'PENDING']);
    expect(late).toMatchObject({
      status: 'STOPPED',
      exitCode: 3,
      stopCode: 'EssentialContainerExited',
    });
    expect(seen).toEqual([
      expect.objectContaining({
        STAGE: 'dev',
        UNDERSTUDY_REQUEST: '{}',
        AWS_REGION: REGION,
        AWS_ENDPOINT_URL: 'http://here',
      }),
    ]);
  });

  it('is the same task when it is asked for again under its token, and no other’s', async () => {
    const { aws, tasks } = await begin(async () => 0);

    const first = await tasks.run(REQUEST);
    const again = await tasks.run(REQUEST);
    const other = tasks.run({ ...REQUEST, environment: { UNDERSTUDY_REQUEST: 'other' } });

    await expect(other).rejects.toMatchObject({ code: 'Refused' });
    expect(again.arn).toBe(first.arn);
    expect(aws.region(REGION).ecs.tasks).toHaveLength(1);
  });

  it('is found by whom it was started by, as long as it is to run', async () => {
    const { tasks, pass } = await begin(async () => 0);
    const started = await tasks.run({ ...REQUEST, startedBy: 'dr-1/infrastructure' });
    await tasks.run({ ...REQUEST, clientToken: 'another', startedBy: 'dr-2/infrastructure' });

    const running = await tasks.find('understudy-dev', 'dr-1/infrastructure');
    await pass(61);
    const ended = await tasks.find('understudy-dev', 'dr-1/infrastructure');

    expect([running, ended]).toEqual([[started.arn], []]);
  });

  it.each([
    { name: 'ends in time', endsAfterSeconds: 10, exitCode: 0, stoppedAfterSeconds: 10 },
    { name: 'does not end', endsAfterSeconds: 600, exitCode: 137, stoppedAfterSeconds: 60 },
  ])('is asked to end, and killed when it does not: $name', async (given) => {
    const { clock, tasks, pass } = await begin(async (_environment, signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await clock.sleep(given.endsAfterSeconds * 1_000);
      return 0;
    });
    const { arn } = await tasks.run(REQUEST);
    await pass(61);
    const asked = clock.now();

    await tasks.stop('understudy-dev', arn, 'given up');
    await pass(given.stoppedAfterSeconds);
    const stopped = await tasks.describe('understudy-dev', arn);
    await pass(900);

    expect(stopped).toMatchObject({
      status: 'STOPPED',
      exitCode: given.exitCode,
      stopCode: 'UserInitiated',
      stoppedReason: 'given up',
      stoppedAtMilliseconds: asked + given.stoppedAfterSeconds * 1_000,
    });
    expect(await tasks.describe('understudy-dev', arn)).toEqual(stopped);
  });

  it('is told from one that was never there for an hour after its end', async () => {
    const { tasks, pass } = await begin(async () => 0);
    const { arn } = await tasks.run(REQUEST);
    await pass(60);
    const ended = await tasks.describe('understudy-dev', arn);
    await pass(3_601);

    expect(ended?.status).toBe('STOPPED');
    expect(await tasks.describe('understudy-dev', arn)).toBeUndefined();
  });

  it('fails to start without an image, and a crash is exit code 1', async () => {
    const none = await begin();
    const crashing = await begin(async () => Promise.reject(new TypeError('crash')));
    const outcomes = [];
    for (const { tasks, pass } of [none, crashing]) {
      const { arn } = await tasks.run(REQUEST);
      await pass(61);
      outcomes.push(await tasks.describe('understudy-dev', arn));
    }

    expect(outcomes).toMatchObject([
      { stopCode: 'TaskFailedToStart', stoppedReason: expect.stringContaining('CannotPull') },
      { stopCode: 'EssentialContainerExited', exitCode: 1 },
    ]);
  });

  it('is lost with its region, at once', async () => {
    const { aws, tasks, pass } = await begin(
      (_environment, signal) =>
        new Promise((resolve) => signal.addEventListener('abort', () => resolve(0))),
    );
    const { arn } = await tasks.run(REQUEST);
    await pass(61);
    const end = aws.world.outages.begin({ kind: 'data-plane', name: 'lost', region: REGION });
    await pass(1);
    end();

    expect(await tasks.describe('understudy-dev', arn)).toMatchObject({ exitCode: 137 });
  });

  it('takes no longer overrides than ECS does, from us or from others', async () => {
    const { call, tasks } = await begin(async () => 0);
    const value = 'x'.repeat(8_192);
    const overrides = {
      containerOverrides: [{ name: 'terraform-runner', environment: [{ name: 'A', value }] }],
    };
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
    const input = { cluster: 'understudy-dev', taskDefinition: FAMILY, networkConfiguration };

    await expect(tasks.run({ ...REQUEST, environment: { A: value } })).rejects.toMatchObject({
      code: 'RequestTooLong',
    });
    await expect(call('RunTask', { ...input, overrides })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it.each([
    { missing: 'iam:PassRole', allowed: ['ecs:RunTask'] },
    { missing: 'ecs:RunTask', allowed: ['iam:PassRole'] },
    { missing: undefined, allowed: ['ecs:RunTask', 'iam:PassRole'] },
  ])('needs leave to run it and to pass its roles: without $missing', async (given) => {
    const { aws, tasks } = await begin(async () => 0, 'ASIAROLE');
    aws.callers.register('ASIAROLE', {
      principal: { kind: 'role', roleName: 'orchestrator', session: 's' },
      cause: { kind: 'invocation', functionName: 'dr-orchestrator', id: '1' },
      isOutside: true,
    });
    const Statement = [{ Effect: 'Allow', Action: given.allowed, Resource: '*' }];
    aws.roles.putRole({
      roleName: 'orchestrator',
      policies: [{ name: 'own', document: { Statement } }],
      managedPolicyArns: [],
      trustedServices: [],
    });

    const outcome = tasks.run(REQUEST).then(
      () => undefined,
      (error: Error) => /perform: (\S+)/.exec(error.message)?.[1],
    );

    expect(await outcome).toBe(given.missing);
  });
});
