import type { StackPackage } from '@understudy/aws-simulator';
import { createNoLatencies, createSimulatedAws } from '@understudy/aws-simulator';
import { createVirtualClock, systemClock } from '@understudy/clock';
import type { Template } from '@understudy/fault-simulation';
import type { TerraformResult } from '@understudy/recovery-messages';
import { PutObjectCommand } from '@aws-sdk/client-s3';

import { createResourceReads } from '../../src/resources/create-resource-reads.ts';
import { blueprint, MAIN } from '../world/blueprint.ts';
import { BUCKET, CREDENTIALS, REGION } from '../world/buckets.ts';
import { FUNCTION_ROLE, TASK_FAMILY, type DeployedRunner } from '../world/deployed-runner.ts';
import { createRunnerWorld, type RunnerWorld } from '../world/runner-world.ts';
import { beginWaiting } from '../world/waiting-execution.ts';

/** The sentences of a story that turned out false; none when the deployment works. */
export type Story = (deployed: DeployedRunner, stack: StackPackage) => Promise<readonly string[]>;

type Expectation = readonly [sentence: string, holds: boolean];

const RUNNER = 'understudy-dev-terraform-runner';
/** Longer than an asynchronous invocation takes to be tried twice more. */
const REPEATS_SECONDS = 400;
const MORE = `${MAIN}\nresource "terraform_data" "balancer" {}\n`;
/** Past it, and five minutes more, a lock's owner sends nothing any more. */
const LONG_AGO_MS = 60 * 60_000;

async function told(
  { backend, deploy }: DeployedRunner,
  template: Template,
  tell: (world: RunnerWorld) => Promise<readonly Expectation[]>,
): Promise<readonly string[]> {
  const world = await createRunnerWorld(backend.endpoint);
  try {
    deploy(() => template);
    const expectations = await tell(world);
    return expectations.filter(([, holds]) => !holds).map(([sentence]) => sentence);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return [`AWS takes it: ${thrown.message}`];
  } finally {
    await world.close();
  }
}

/** Each is the smallest that would notice the parts that name it. */
export const STORIES = {
  'the function rehearses and builds, and its log is kept': (deployed, { template }) =>
    told(deployed, template, async (world) => {
      const archive = await world.upload(blueprint(world.own));
      const rehearsed = await invoke(deployed, world.request(archive, { verb: 'rehearse' }));
      const applied = await invoke(deployed, world.request(archive));
      const more = await world.upload(blueprint({ ...world.own, 'main.tf': MORE }));
      const changed = await invoke(deployed, world.request(more));
      return [
        ['it rehearsed', rehearsed?.outcome === 'checked'],
        ['it built', applied?.outcome === 'applied'],
        ['it built more, with a copy of the state', changed?.outcome === 'applied'],
        ['it left a log', deployed.aws.logs.lines(RUNNER).length > 0],
      ];
    }),

  'the task builds and answers who waits, and its log is kept': (deployed, { template }) =>
    told(deployed, template, async (world) => {
      const archive = await world.upload(blueprint(world.own));
      const before = deployed.aws.logs.lines(TASK_FAMILY).length;
      const UNDERSTUDY_REQUEST = JSON.stringify(world.request(archive));
      const { task, end } = await runTask(deployed, { UNDERSTUDY_REQUEST });
      return [
        ['it ended well', task?.exitCode === 0],
        ['it built', JSON.stringify(end?.result ?? {}).includes('"outcome":"applied"')],
        ['it left a log', deployed.aws.logs.lines(TASK_FAMILY).length > before],
      ];
    }),

  'a task whose request is gone says so to who waits': (deployed, { template }) =>
    told(deployed, template, async () => {
      const object = { bucket: BUCKET, key: 'understudy/requests/gone.json' };
      const UNDERSTUDY_REQUEST_OBJECT = JSON.stringify(object);
      const { task, end } = await runTask(deployed, { UNDERSTUDY_REQUEST_OBJECT });
      return [
        ['it failed', task?.exitCode === 1],
        ['it was said', JSON.stringify(end?.error ?? {}).includes('RequestMissing')],
      ];
    }),

  'the lock of an execution that is over is taken away': (deployed, { template }) =>
    told(deployed, template, async (world) => {
      const archive = await world.upload(blueprint(world.own));
      await lockOfDead(world);
      const applied = await invoke(deployed, world.request(archive));
      return [['it built', applied?.outcome === 'applied']];
    }),

  'what was half made is looked at': (deployed, { template }) =>
    told(deployed, template, async () => {
      const credentials = { ...CREDENTIALS, accessKeyId: FUNCTION_ROLE.key };
      const { endpoint } = deployed.backend;
      const reads = createResourceReads({ region: REGION, endpoint, credentials });
      const look = (type: string, attributes: object) =>
        reads.look({ type, attributes: { ...attributes } }, AbortSignal.timeout(10_000));
      const database = await look('aws_db_instance', { identifier: 'konecta-erp-dev-replica' });
      const cluster = await look('aws_eks_cluster', { name: 'konecta-erp-dev-dr' });
      return [
        ['a database is looked at', database.state === 'absent'],
        ['a cluster is looked at', cluster.state === 'absent'],
      ];
    }),

  'a call that dies is not repeated: who asked asks again': async (_deployed, stack) => {
    const clock = createVirtualClock(Date.UTC(2026, 10, 22));
    const latencies = createNoLatencies;
    // Nothing hosts the image: every call of it dies.
    const aws = createSimulatedAws({ clock, seed: 'order', regions: [REGION], latencies });
    const { lambda, sns } = aws.region(REGION);
    sns.createTopic('understudy-dev-notifications');
    aws.deployStack({ region: REGION, stackName: 'understudy-dev', package: stack });
    const input = { FunctionName: RUNNER, InvocationType: 'Event', Payload: Buffer.from('{}') };
    const ordering = aws.world.call({ ...byPerson('lambda', 'Invoke', input), ...signedAt(clock) });
    await clock.advanceTo(clock.now() + REPEATS_SECONDS * 1_000);
    await ordering;
    const { length } = lambda.invocations;
    return length === 1 ? [] : [`it was tried once, not ${length} times`];
  },
} satisfies Readonly<Record<string, Story>>;

function byPerson(service: 'lambda' | 'ecs', operation: string, input: object) {
  const principal = { kind: 'user', name: 'tester' } as const;
  const cause = { kind: 'person', name: 'tester' } as const;
  return { service, operation, input, region: REGION, principal, cause };
}

function signedAt(clock: { now(): number }): { readonly signedAtMilliseconds: number } {
  return { signedAtMilliseconds: clock.now() };
}

/** Undefined when the function failed. */
async function invoke(
  { aws }: DeployedRunner,
  request: object,
): Promise<TerraformResult | undefined> {
  const input = { FunctionName: RUNNER, Payload: Buffer.from(JSON.stringify(request)) };
  const call = { ...byPerson('lambda', 'Invoke', input), ...signedAt(systemClock) };
  const { output } = await aws.world.call(call);
  const answer = output as { readonly Payload: Uint8Array; readonly FunctionError?: string };
  if (answer.FunctionError !== undefined) return undefined;
  return JSON.parse(Buffer.from(answer.Payload).toString()) as TerraformResult;
}

/** Runs the task to its end, for an execution that waits for its answer. */
async function runTask({ aws }: DeployedRunner, variables: Readonly<Record<string, string>>) {
  const waiting = await beginWaiting(aws);
  const environment = Object.entries({ ...variables, UNDERSTUDY_CALLBACK_TOKEN: waiting.token });
  const input = {
    cluster: 'understudy-dev',
    taskDefinition: TASK_FAMILY,
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
    overrides: {
      containerOverrides: [
        {
          name: 'terraform-runner',
          environment: environment.map(([name, value]) => ({ name, value })),
        },
      ],
    },
  };
  await aws.world.call({ ...byPerson('ecs', 'RunTask', input), ...signedAt(systemClock) });
  const task = aws.region(REGION).ecs.tasks.at(-1);
  while (task && task.status !== 'STOPPED') await systemClock.sleep(50);
  return { task, end: waiting.end() };
}

/** A lock of Terraform's, and our record of it: its owner is an execution that nobody knows any more. */
async function lockOfDead(world: RunnerWorld): Promise<void> {
  const lockId = '77777777-0000-0000-0000-000000000000';
  const statePath = `${BUCKET}/${world.stateKey}`;
  const now = systemClock.now();
  const content = {
    ...{ ID: lockId, Operation: 'OperationTypeApply', Info: '', Who: 'runner', Version: '1.11.4' },
    ...{ Created: new Date(now - LONG_AGO_MS).toISOString(), Path: statePath },
  };
  const Key = `${world.stateKey}.tflock`;
  await world.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: JSON.stringify(content) }));
  const execution = `arn:aws:lambda:${REGION}:123456789012:function:understudy-dev-dr-orchestrator:1`;
  const owner = `${execution}/durable-execution/forgotten/0a`;
  await world.records.begin({
    call: 'call-of-another',
    run: { plan: 'konecta-erp', incident: 'dr-9', step: 'infrastructure', owner },
    statePath,
    startedAtMilliseconds: now - 2 * LONG_AGO_MS,
    deadlineMilliseconds: now - LONG_AGO_MS,
    lockId,
  });
}
