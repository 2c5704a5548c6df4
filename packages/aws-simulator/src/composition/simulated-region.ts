import { createCloudWatch, type CloudWatch } from '../cloudwatch/index.ts';
import type { DeploymentTarget } from '../deployment/deployment-target.ts';
import { createDynamoDb, type DynamoDb } from '../dynamodb/create-dynamodb.ts';
import { createEc2, type AwsEvent, type Ec2, type Ec2Timings } from '../ec2/index.ts';
import { createEks, type Eks, type EksTimings } from '../eks/index.ts';
import { createEcs, type Ecs, type EcsTimings, type HostedTasks } from '../ecs/index.ts';
import { createElbv2, type Elbv2 } from '../elbv2/index.ts';
import { createEventBridge, type DeliveryPorts, type EventBridge } from '../events/index.ts';
import type { HostedFunctions } from '../hosted/index.ts';
import type { RoleDirectory } from '../iam/role-directory.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import type { CallerDirectory } from '../lambda/caller-directory.ts';
import { createLambda, type SimulatedLambda } from '../lambda/create-lambda.ts';
import type { Answer } from '../lambda/surroundings.ts';
import type { FunctionLogs } from '../lambda/function-log.ts';
import { principalOf } from '../lambda/function-principal.ts';
import { createRds, type Rds, type RdsTimings } from '../rds/index.ts';
import { createS3, type BucketDirectory, type S3 } from '../s3/index.ts';
import type { SourceFunctions } from '../source/source-function.ts';
import { createSns, type Sns } from '../sns/index.ts';
import { createSqs, type Sqs } from '../sqs/index.ts';
import { createReadServices, type ReadServices } from './read-services.ts';
import { createLambdaMetrics } from './lambda-metrics.ts';
import { createSchedules } from './schedules.ts';

/** The services of one region. */
export interface SimulatedRegion extends ReadServices {
  readonly name: string;
  readonly ec2: Ec2;
  readonly elbv2: Elbv2;
  readonly cloudwatch: CloudWatch;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly events: EventBridge;
  readonly dynamodb: DynamoDb;
  readonly rds: Rds;
  readonly s3: S3;
  readonly ecs: Ecs;
  readonly eks: Eks;
  readonly lambda: SimulatedLambda;
  /** Where stacks are created. */
  readonly deploymentTarget: DeploymentTarget;
}

export interface RegionSurroundings {
  readonly world: World;
  readonly roles: RoleDirectory;
  readonly callers: CallerDirectory;
  readonly logs: FunctionLogs;
  /** What a request of a region's function meets, at an AWS API or another host. */
  readonly answerFrom: (region: string) => Answer;
  readonly sourceFunctions?: SourceFunctions;
  readonly hostedFunctions?: HostedFunctions;
  readonly hostedTasks?: HostedTasks;
  readonly ec2Timings?: Ec2Timings;
  readonly ecsTimings?: EcsTimings;
  readonly rdsTimings?: RdsTimings;
  /** Of all regions: their names are global. */
  readonly buckets: BucketDirectory;
  readonly eksTimings?: EksTimings;
  /** The region of this name, for what crosses regions: a topic's subscriber, a destination. */
  readonly regionNamed: (name: string) => SimulatedRegion | undefined;
}

/** What an alarm tells goes to the topic's own region; false where there is none. */
function publishFrom({ regionNamed }: RegionSurroundings) {
  return (topicArn: string, subject: string, text: string): boolean => {
    const sns = regionNamed(topicArn.split(':')[3] ?? '')?.sns;
    if (sns?.hasTopic(topicArn) !== true) return false;
    sns.publish(topicArn, { subject, text, cause: { kind: 'service', name: 'cloudwatch' } });
    return true;
  };
}

export function createRegion(surroundings: RegionSurroundings, name: string): SimulatedRegion {
  const { world } = surroundings;
  const ports = createDeliveryPorts(surroundings);
  const events = createEventBridge(world, name, ports);
  const emit = (event: AwsEvent): void => emitOn(events, event);
  const publish = publishFrom(surroundings);
  const { ec2Timings: timings } = surroundings;
  const ec2 = createEc2(world, name, { emit, ...(timings ? { timings } : {}) });
  const elbv2 = createElbv2(world, name, { ec2 });
  const rds = createRds(world, name, {
    ec2,
    emit,
    ...(surroundings.rdsTimings ? { timings: surroundings.rdsTimings } : {}),
  });
  const eks = createEks(world, name, {
    ec2,
    ...(surroundings.eksTimings ? { timings: surroundings.eksTimings } : {}),
  });
  const lambda = createLambda(
    { ...surroundings, answer: surroundings.answerFrom(name), region: name },
    (arn, record, event) =>
      deliverRecord(surroundings, ports, {
        arn,
        record,
        settings: lambda.functions.resolve(event.target).version.settings,
      }),
  );
  const sqs = createSqs(world, name);
  const sources = [
    ec2.metrics,
    elbv2.metrics,
    rds.metrics,
    createLambdaMetrics(world.clock, lambda),
    sqs.metrics,
  ];
  const services = {
    ec2,
    elbv2,
    cloudwatch: createCloudWatch(world, name, { sources, publish, emit }),
    sns: createSns(world, name, ports),
    sqs,
    events,
    dynamodb: createDynamoDb(world, name),
    rds,
    s3: createS3(world, name, surroundings.buckets),
    ecs: createTasks(surroundings, name),
    ...createReadServices(world, name),
    eks,
  };
  for (const service of [...Object.values(services), lambda.service]) world.install(name, service);
  const deploymentTarget = createDeploymentTarget(surroundings, name, ports, {
    lambda,
    dynamodb: services.dynamodb,
  });
  return { name, ...services, lambda, deploymentTarget };
}

function createTasks(surroundings: RegionSurroundings, region: string): Ecs {
  const { world, callers, roles, logs, hostedTasks, ecsTimings } = surroundings;
  return createEcs(world, region, {
    callers,
    logs,
    trusts: (roleName, service) => roles.trusts(roleName, service),
    ...(hostedTasks ? { hosted: hostedTasks } : {}),
    ...(ecsTimings ? { timings: ecsTimings } : {}),
  });
}

function emitOn(events: EventBridge, event: AwsEvent): void {
  const { source, resources, detail, time } = event;
  const detailType = event['detail-type'];
  const cause = { kind: 'service', name: source } as const;
  events.emit({ source, detailType, resources, detail, atMilliseconds: Date.parse(time) }, cause);
}

/** The ways from SNS and EventBridge into functions and queues, of whatever region. */
function createDeliveryPorts(surroundings: RegionSurroundings): DeliveryPorts {
  const { world, regionNamed } = surroundings;
  const regionOf = (arn: string): SimulatedRegion | undefined =>
    regionNamed(arn.split(':')[3] ?? '');
  return {
    mayInvoke: (functionArn, servicePrincipal, sourceArn) =>
      regionOf(functionArn)?.lambda.mayInvoke(functionArn, { servicePrincipal, sourceArn }) ??
      false,
    toFunction(functionArn, event) {
      const requestId = `event-${world.random.hex(16)}`;
      const payload = JSON.stringify(event);
      const refusal = regionOf(functionArn)?.lambda.takeEvent({ functionArn, payload, requestId });
      if (refusal !== undefined) recordRefusal(world, functionArn, refusal);
    },
    toQueue: (queueArn, body, sender) =>
      regionOf(queueArn)?.sqs.deliver(queueArn, body, sender) ?? 'no-target',
  };
}

function recordRefusal(world: World, functionArn: string, refusal: string): void {
  world.log.append({
    kind: 'effect',
    at: world.clock.now(),
    subject: `delivery/${functionArn}`,
    from: 'delivered',
    to: `refused: ${refusal}`,
    cause: { kind: 'service', name: 'lambda' },
  });
}

/** A function's destination: a queue, a topic or another function, where its role may send. */
function deliverRecord(
  { world, regionNamed }: RegionSurroundings,
  ports: DeliveryPorts,
  delivery: {
    readonly arn: string;
    readonly record: string;
    readonly settings: { readonly name: string; readonly roleArn: string };
  },
): void {
  const { arn, record, settings } = delivery;
  const [, , service = '', region = ''] = arn.split(':');
  const action = DESTINATION_ACTIONS[service];
  const refusal =
    action === undefined
      ? 'no such kind of destination'
      : world.authorizer(principalOf(settings), { action, resource: arn, conditionKeys: {} });
  if (refusal !== undefined) recordRefusal(world, arn, refusal);
  else if (service === 'sqs') regionNamed(region)?.sqs.deliver(arn, record);
  else if (service === 'lambda') ports.toFunction(arn, JSON.parse(record));
  else {
    const cause = { kind: 'service', name: 'lambda' } as const;
    regionNamed(region)?.sns.publish(arn, { text: record, cause });
  }
}

/** What the function's role needs to send there (AWS: Adding a destination, required permissions). */
const DESTINATION_ACTIONS: Readonly<Record<string, string>> = {
  sqs: 'sqs:SendMessage',
  lambda: 'lambda:InvokeFunction',
  sns: 'sns:Publish',
};

function createDeploymentTarget(
  { world, roles }: RegionSurroundings,
  region: string,
  ports: DeliveryPorts,
  services: { readonly lambda: SimulatedLambda; readonly dynamodb: DynamoDb },
): DeploymentTarget {
  const invoke = (arn: string, input: string): void => ports.toFunction(arn, JSON.parse(input));
  const schedules = createSchedules(world, region, roles, invoke);
  return {
    region,
    accountId: world.accountId,
    lambda: services.lambda,
    roles,
    createTable: (definition) => services.dynamodb.createTable(definition),
    createSchedule: (schedule) => schedules.add(schedule),
    perform: (service, operation, input, otherRegion = region) =>
      performAtOnce(world, { service, operation, input, region: otherRegion }),
  };
}

/** CloudFormation's own calls take no simulated time and need no policy of ours. */
function performAtOnce(
  world: World,
  call: Pick<Parameters<World['call']>[0], 'service' | 'operation' | 'input' | 'region'>,
): unknown {
  const operation = world.service(call.region, call.service)?.operations[call.operation];
  if (!operation) {
    throw new AwsFault(
      'InvalidAction',
      400,
      `The simulator has no ${call.service}:${call.operation} in ${call.region}.`,
    );
  }
  return operation(call.input as never, {
    ...call,
    requestId: 'deployment',
    principal: { kind: 'user', name: 'cloudformation' },
    cause: { kind: 'service', name: 'cloudformation' },
    signedAtMilliseconds: world.clock.now(),
  });
}
