import type { SimulatedAws } from '../composition/create-simulated-aws.ts';
import type { SimulatedRegion } from '../composition/simulated-region.ts';
import { suffixOf } from '../elbv2/index.ts';
import {
  createRegionProbe,
  createTrafficSwitch,
  type ManualTrafficSwitch,
  type RegionProbe,
  type TrafficSwitch,
} from '../probe/index.ts';
import { addKonectaHosts } from './konecta-hosts.ts';
import {
  buildBalancer,
  createKonectaInfrastructure,
  type KonectaInfrastructure,
} from './konecta-infrastructure.ts';
import {
  CONNECTIONS_PER_POD,
  createKonectaSite,
  DATABASE_HOST,
  type KonectaSite,
  type SiteNames,
} from './konecta-site.ts';

export interface KonectaOptions {
  /** Default `dev`. */
  readonly stage?: string;
  /** Default `us-east-1`. */
  readonly primaryRegion?: string;
  /** Default `eu-west-1`. */
  readonly recoveryRegion?: string;
  /** Default `eu-central-1`; it must exist only if it is to be populated. */
  readonly witnessRegion?: string;
  /**
   * What stands in the recovery region: all of it, or its pilot light (`understudy prepare`), which
   * is all but the nodes. Default: nothing does.
   */
  readonly prepared?: boolean | 'pilot-light';
  /** Alarms on one period instead of two: for demonstrations that do not wait. */
  readonly quickAlarms?: boolean;
  /** Default: one that is turned by hand. */
  readonly traffic?: TrafficSwitch;
  readonly requestsPerSecond?: number;
  readonly jobsPerSecond?: number;
}

/** The ERP of the user's second document, in its two regions. */
export interface Konecta {
  readonly plan: string;
  readonly stage: string;
  readonly primary: KonectaSite;
  readonly recovery: KonectaSite;
  readonly databaseId: string;
  readonly replicaId: string;
  readonly databaseHost: string;
  readonly replicaHost: string;
  readonly closedGroupId: string;
  readonly alarmNames: readonly [databaseHealth: string, balancerHealth: string];
  readonly alarmTopicArn: string;
  readonly infrastructure: KonectaInfrastructure;
  readonly traffic: TrafficSwitch;
  /** Undefined when the options brought another switch. */
  readonly manualTraffic: ManualTrafficSwitch | undefined;
  readonly probe: RegionProbe;
  /** Commits that the old primary acknowledged and the promoted replica never got. */
  lostWrites(): number;
}

export const KONECTA_PLAN = 'konecta-erp';
export const CLOSED_GROUP_ID = 'sg-konecta-closed';

const PODS = 3;
const NODES = 2;
const ALARM_PERIOD_SECONDS = 60;
const REQUESTS_PER_SECOND = 4;
const JOBS_PER_SECOND = 0.5;
const SCENARIO = { cause: { kind: 'person', name: 'scenario' } } as const;
const TAGS = { 'understudy:managed': 'true', Plan: KONECTA_PLAN };

/** Puts konecta-erp into the regions of a simulated AWS, as it has long been running. */
export function populateKonecta(
  aws: Pick<SimulatedAws, 'world' | 'region' | 'regions' | 'network'>,
  options: KonectaOptions = {},
): Konecta {
  const { stage = 'dev', primaryRegion = 'us-east-1', recoveryRegion = 'eu-west-1' } = options;
  const { world } = aws;
  const base = `${KONECTA_PLAN}-${stage}`;
  const replicaId = `${base}-replica`;
  const databaseHost = hostOf(base, primaryRegion);
  const homes = { primary: aws.region(primaryRegion), recovery: aws.region(recoveryRegion) };
  const witnessRegion = options.witnessRegion ?? 'eu-central-1';
  for (const home of aws.regions) {
    if ([primaryRegion, recoveryRegion, witnessRegion].includes(home.name)) addTopics(home, stage);
  }
  addDatabases(homes, base);
  const primary = siteOf(aws, homes.primary, namesOf(base, ''));
  const recovery = siteOf(aws, homes.recovery, namesOf(base, '-dr'));
  const infrastructure = createKonectaInfrastructure(world, homes.recovery, recovery);
  startApplication(homes.primary, primary, databaseHost);
  if (options.prepared) {
    const pilotLight = options.prepared === 'pilot-light';
    addCluster(homes.recovery, recovery, pilotLight ? undefined : NODES);
    infrastructure.step(SCENARIO, { pilotLight });
  }
  const alarmTopicArn = `arn:aws:sns:${primaryRegion}:${world.accountId}:${KONECTA_PLAN}-dr-topic`;
  const alarmNames = addAlarms(homes.primary, primary, base, alarmTopicArn, options);
  const manualTraffic = createTrafficSwitch(world, { name: KONECTA_PLAN, region: primaryRegion });
  const traffic = options.traffic ?? manualTraffic;
  addKonectaHosts(aws.network, [primary, recovery], traffic);
  const probe = createRegionProbe(world, {
    sites: [primary, recovery],
    traffic,
    requestsPerSecond: options.requestsPerSecond ?? REQUESTS_PER_SECOND,
    jobsPerSecond: options.jobsPerSecond ?? JOBS_PER_SECOND,
  });
  return {
    plan: KONECTA_PLAN,
    stage,
    primary,
    recovery,
    databaseId: base,
    replicaId,
    databaseHost,
    replicaHost: hostOf(replicaId, recoveryRegion),
    closedGroupId: CLOSED_GROUP_ID,
    alarmNames,
    alarmTopicArn,
    infrastructure,
    traffic,
    manualTraffic: traffic === manualTraffic ? manualTraffic : undefined,
    probe,
    lostWrites() {
      const fork = homes.recovery.rds.database(replicaId)?.forkedAt;
      return fork === undefined ? 0 : homes.primary.rds.position(base) - fork;
    },
  };
}

function siteOf(
  { world, regions }: Pick<SimulatedAws, 'world' | 'regions'>,
  home: SimulatedRegion,
  names: SiteNames,
): KonectaSite {
  const databasesOf = (region: string): SimulatedRegion['rds'] | undefined =>
    regions.find(({ name }) => name === region)?.rds;
  return createKonectaSite({ ...names, world, home, databasesOf });
}

function namesOf(base: string, suffix: string): SiteNames {
  return {
    clusterName: `${base}${suffix}`,
    namespace: KONECTA_PLAN,
    serviceName: KONECTA_PLAN,
    balancerName: `${base}${suffix}-alb`,
    targetGroupName: `${base}${suffix}-tg`,
  };
}

/** As RDS names it: the account's part is the same for all of an account's databases of a region. */
function hostOf(id: string, region: string): string {
  return `${id}.c9akciq32rgs.${region}.rds.amazonaws.com`;
}

/** An alarm can only name a topic of its own region; people are told in each. */
function addTopics({ sns }: SimulatedRegion, stage: string): void {
  sns.createTopic(`${KONECTA_PLAN}-dr-topic`);
  sns.createTopic(`understudy-${stage}-notifications`);
}

function addDatabases(
  homes: Readonly<Record<'primary' | 'recovery', SimulatedRegion>>,
  base: string,
): void {
  const { primary, recovery } = homes;
  const closed = { id: CLOSED_GROUP_ID, name: `${base}-closed`, admitsTraffic: false };
  for (const { ec2 } of [primary, recovery]) ec2.addSecurityGroup(closed);
  primary.rds.add({
    id: base,
    multiAz: true,
    tags: TAGS,
    connections: PODS * CONNECTIONS_PER_POD,
  });
  recovery.rds.add({
    id: `${base}-replica`,
    backupRetentionDays: 7,
    tags: TAGS,
    source: { region: primary.name, id: base },
  });
}

function addCluster(home: SimulatedRegion, site: KonectaSite, nodes: number | undefined): void {
  home.eks.add({
    name: site.clusterName,
    tags: TAGS,
    ...(nodes === undefined ? {} : { nodegroup: { name: 'default', desired: nodes } }),
  });
}

/** Cluster, pods, balancer: all of it healthy. */
function startApplication(home: SimulatedRegion, site: KonectaSite, databaseHost: string): void {
  addCluster(home, site, NODES);
  home.eks.workloads.establish({
    clusterName: site.clusterName,
    namespace: site.namespace,
    name: site.serviceName,
    desired: PODS,
    values: { [DATABASE_HOST]: databaseHost },
  });
  site.refresh();
  const groups = home.eks.cluster(site.clusterName)?.nodegroups.values() ?? [];
  buildBalancer(
    home,
    site,
    [...groups].flatMap((group) => group.instanceIds),
  );
}

/** The document's two triggers: the database stops working, the balancer has no response. */
function addAlarms(
  { cloudwatch, elbv2 }: SimulatedRegion,
  site: KonectaSite,
  base: string,
  topicArn: string,
  { quickAlarms = false }: KonectaOptions,
): readonly [string, string] {
  const names = [`${base}-database-health`, `${base}-balancer-health`] as const;
  const common = {
    Period: ALARM_PERIOD_SECONDS,
    EvaluationPeriods: quickAlarms ? 1 : 2,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold' as const,
    Statistic: 'Maximum' as const,
    TreatMissingData: 'breaching',
    AlarmActions: [topicArn],
    OKActions: [topicArn],
  };
  cloudwatch.addAlarm({
    ...common,
    AlarmName: names[0],
    AlarmDescription: `Connections of the database ${base}`,
    Namespace: 'AWS/RDS',
    MetricName: 'DatabaseConnections',
    Dimensions: [{ Name: 'DBInstanceIdentifier', Value: base }],
  });
  cloudwatch.addAlarm({
    ...common,
    AlarmName: names[1],
    AlarmDescription: `Healthy targets behind ${site.balancerName}`,
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'HealthyHostCount',
    Dimensions: [
      {
        Name: 'TargetGroup',
        Value: suffixOf(elbv2.targetGroup(site.targetGroupName)?.arn ?? ''),
      },
      { Name: 'LoadBalancer', Value: suffixOf(elbv2.loadBalancer(site.balancerName)?.arn ?? '') },
    ],
  });
  return names;
}
