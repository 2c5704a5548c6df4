import { createCloudWatch, type CloudWatch, type Publish } from '../cloudwatch/index.ts';
import { createEc2, type Ec2, type Ec2Timings } from '../ec2/index.ts';
import { createElbv2, suffixOf, type Elbv2 } from '../elbv2/index.ts';
import type { ServiceDescription } from '../invariants/index.ts';
import type { AwsEvent } from '../kernel/aws-event.ts';
import type { World } from '../kernel/world.ts';

export interface JupiterOptions {
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `prod`. */
  readonly stage?: string;
  /** Default `signaling` alone. */
  readonly services?: readonly string[];
  /** Alarms on one period instead of two: for demonstrations that do not wait. */
  readonly quickAlarms?: boolean;
  /** Whether alarms tell their topic of recovery too. Default: they do. */
  readonly okActions?: boolean;
  /** The services whose members may both run. Default: none. */
  readonly warm?: readonly string[];
  /** Puts the primaries into all zones in turn, and each backup into the next. Default: one zone. */
  readonly spread?: boolean;
  /** Encrypts the members' volumes with this key. */
  readonly kmsKeyArn?: string;
  /** Delivers alarms' notifications to SNS. Default: drops. */
  readonly publish?: Publish;
  /** Delivers to EventBridge. Default: drops. */
  readonly emit?: (event: AwsEvent) => void;
  readonly ec2Timings?: Ec2Timings;
}

/** What a service's pair consists of. */
export interface JupiterService {
  readonly name: string;
  readonly primaryId: string;
  readonly backupId: string;
  readonly targetGroupName: string;
  readonly targetGroupArn: string;
  readonly alarmNames: readonly [primaryHealth: string, serviceHealth: string];
}

export interface Jupiter {
  readonly region: string;
  readonly ec2: Ec2;
  readonly elbv2: Elbv2;
  readonly cloudwatch: CloudWatch;
  readonly topicArn: string;
  readonly loadBalancerArn: string;
  readonly services: Readonly<Record<string, JupiterService>>;
  /** An independent service behind the same balancer, always healthy. */
  readonly control: { readonly instanceId: string; readonly targetGroupName: string };
  /** The pairs as the invariants need them. */
  readonly descriptions: readonly ServiceDescription[];
  /** A group without a rule for traffic. */
  readonly quarantineGroupId: string;
}

/** Detection in tens of seconds, as a service that fails over would configure it. */
const CHECK_INTERVAL_SECONDS = 10;
const ALARM_PERIOD_SECONDS = 60;
const QUARANTINE_GROUP_ID = 'sg-0000000000000dead';

/** The services that jupiter lives in, made by whoever composes them. */
export interface JupiterSurroundings {
  readonly region: string;
  readonly ec2: Ec2;
  readonly elbv2: Elbv2;
  readonly cloudwatch: CloudWatch;
}

/** The world of the user's document, alone: pairs behind one balancer, with their alarms. */
export function createJupiter(world: World, options: JupiterOptions = {}): Jupiter {
  const { region = 'us-east-1', publish, emit } = options;
  const ec2 = createEc2(world, region, {
    ...(emit && { emit }),
    ...(options.ec2Timings && { timings: options.ec2Timings }),
  });
  const elbv2 = createElbv2(world, region, { ec2 });
  const cloudwatch = createCloudWatch(world, region, {
    sources: [ec2.metrics, elbv2.metrics],
    ...(publish && { publish }),
    ...(emit && { emit }),
  });
  for (const service of [ec2, elbv2, cloudwatch]) world.install(region, service);
  return populateJupiter(world, { region, ec2, elbv2, cloudwatch }, options);
}

/** Puts jupiter's machines, balancer and alarms into services that exist. */
export function populateJupiter(
  world: World,
  surroundings: JupiterSurroundings,
  options: JupiterOptions = {},
): Jupiter {
  const { stage = 'prod', services = ['signaling'] } = options;
  const { region, ec2, elbv2, cloudwatch } = surroundings;
  ec2.addSecurityGroup({ id: QUARANTINE_GROUP_ID, name: 'quarantine', admitsTraffic: false });
  const balancer = elbv2.addLoadBalancer({ name: 'jupiter-alb' });
  const topicArn = `arn:aws:sns:${region}:${world.accountId}:jupiter-failover-topic`;
  const pairs = services.map((name, index) => {
    const zone = options.spread ? index : 0;
    return addPair(ec2, elbv2, { name, stage, zone, kmsKeyArn: options.kmsKeyArn });
  });
  const control = addControl(ec2, elbv2, stage);
  elbv2.addListener({
    loadBalancerArn: balancer.arn,
    port: 443,
    protocol: 'HTTPS',
    defaultActions: [{ Type: 'forward', TargetGroupArn: control.arn }],
    hosts: Object.fromEntries(
      pairs.map((pair) => [`${pair.name}.jupiter.example`, pair.targetGroupArn]),
    ),
  });
  for (const pair of pairs) {
    addAlarms(cloudwatch, pair, suffixOf(balancer.arn), topicArn, options);
  }
  return {
    region,
    ec2,
    elbv2,
    cloudwatch,
    topicArn,
    loadBalancerArn: balancer.arn,
    services: Object.fromEntries(pairs.map((pair) => [pair.name, pair])),
    descriptions: pairs.map((pair) => ({
      name: pair.name,
      policy: options.warm?.includes(pair.name) ? 'warm' : 'exclusive',
      memberIds: [pair.primaryId, pair.backupId],
      targetGroupNames: [pair.targetGroupName],
    })),
    control: { instanceId: control.instanceId, targetGroupName: control.name },
    quarantineGroupId: QUARANTINE_GROUP_ID,
  };
}

interface PairOptions {
  readonly name: string;
  readonly stage: string;
  /** Which of the region's zones the primary stands in; the backup stands in the next. */
  readonly zone: number;
  readonly kmsKeyArn: string | undefined;
}

function addPair(ec2: Ec2, elbv2: Elbv2, options: PairOptions): JupiterService {
  const { name, stage, kmsKeyArn } = options;
  const { zones } = ec2.network;
  const firstZone = zones[options.zone % zones.length];
  const secondZone = zones[(options.zone + 1) % zones.length];
  const tags = { 'understudy:managed': 'true', Service: name };
  const key = kmsKeyArn === undefined ? {} : { kmsKeyArn };
  const primaryId = ec2.launch({
    name: `${name}-primary`,
    tags,
    ...key,
    ...(firstZone !== undefined && { zone: firstZone }),
  });
  const backupId = ec2.launch({
    name: `${name}-backup`,
    tags,
    state: 'stopped',
    ...key,
    ...(secondZone !== undefined && { zone: secondZone }),
  });
  const group = elbv2.addTargetGroup({
    name: `${stage}-${name}-tg`,
    port: 3000,
    vpcId: ec2.network.vpcId,
    healthCheckPath: '/health',
    intervalSeconds: CHECK_INTERVAL_SECONDS,
    healthyThreshold: 2,
    tags: { 'understudy:managed': 'true' },
  });
  elbv2.establish(group.name, primaryId);
  return {
    name,
    primaryId,
    backupId,
    targetGroupName: group.name,
    targetGroupArn: group.arn,
    alarmNames: [`${name}-primary-health`, `${name}-service-health`],
  };
}

function addControl(
  ec2: Ec2,
  elbv2: Elbv2,
  stage: string,
): { instanceId: string; name: string; arn: string } {
  const instanceId = ec2.launch({ name: 'status-page' });
  const group = elbv2.addTargetGroup({
    name: `${stage}-status-page-tg`,
    vpcId: ec2.network.vpcId,
    intervalSeconds: CHECK_INTERVAL_SECONDS,
  });
  elbv2.establish(group.name, instanceId);
  return { instanceId, name: group.name, arn: group.arn };
}

/** Missing data is breaching: a stopped instance sends none, and must not go unnoticed. */
function addAlarms(
  cloudwatch: CloudWatch,
  pair: JupiterService,
  balancerSuffix: string,
  topicArn: string,
  { quickAlarms = false, okActions = true }: JupiterOptions,
): void {
  const [primaryHealth, serviceHealth] = pair.alarmNames;
  const evaluation = {
    EvaluationPeriods: quickAlarms ? 1 : 2,
    Threshold: 1,
    TreatMissingData: 'breaching',
    AlarmActions: [topicArn],
    ...(okActions ? { OKActions: [topicArn] } : {}),
  };
  cloudwatch.addAlarm({
    ...evaluation,
    AlarmName: primaryHealth,
    AlarmDescription: `Status checks of ${pair.name}-primary`,
    Namespace: 'AWS/EC2',
    MetricName: 'StatusCheckFailed',
    Statistic: 'Maximum',
    Period: ALARM_PERIOD_SECONDS,
    Dimensions: [{ Name: 'InstanceId', Value: pair.primaryId }],
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
  cloudwatch.addAlarm({
    ...evaluation,
    AlarmName: serviceHealth,
    AlarmDescription: `Healthy targets of ${pair.name}`,
    ComparisonOperator: 'LessThanThreshold',
    Metrics: [
      {
        Id: 'm1',
        ReturnData: true,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: 'HealthyHostCount',
            Dimensions: [
              { Name: 'TargetGroup', Value: suffixOf(pair.targetGroupArn) },
              { Name: 'LoadBalancer', Value: balancerSuffix },
            ],
          },
          Period: ALARM_PERIOD_SECONDS,
          Stat: 'Average',
        },
      },
    ],
  });
}
