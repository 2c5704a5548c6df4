import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { createScene } from '@understudy/fault-simulation';

import { QUICK_MACHINES } from '../quick-machines.ts';
import { withQuestions, type Deployed, type DeployedScene } from './deployed-scenes.ts';

const ADDRESS = 'eipalloc-0123456789abcdef0';
const ROUTE_TABLE = 'rtb-0123456789abcdef0';
const ZONE = 'Z0123456789ABCDEF';
const QUARANTINE = 'sg-0000000000000dead';
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0b5a';
const TAGS = { 'understudy:managed': 'true' };

/** One group by the document's names, without the tag; one of another name, with it. */
const TARGET_GROUPS = ['prod-signaling-api-tg', 'signaling-internal'] as const;

/** Every layer at once. The fence gives up early, so that its end is seen soon. */
export const LAYERED_STAGE_FILE = `
services:
  signaling:
    targetGroups: [${TARGET_GROUPS.join(', ')}]
    elasticIps: [${ADDRESS}]
    routes: [{ routeTableId: ${ROUTE_TABLE}, destination: 10.9.0.0/16 }]
    dnsRecords:
      - zoneId: ${ZONE}
        name: signaling.example
        type: A
        ttlSeconds: 60
        values: { primary: [10.0.0.1], backup: [10.0.0.2] }
    quarantineSecurityGroup: ${QUARANTINE}
    fence: { stopAgainAfterSeconds: 20, skipOsShutdownAfterSeconds: 30, giveUpAfterSeconds: 60 }
`;

export interface LayeredScene extends DeployedScene {
  readonly targetGroups: typeof TARGET_GROUPS;
  addressHolder(): string | undefined;
  routeTarget(): string | undefined;
  recordValues(): readonly string[];
  /** The checks of a rehearsal with what each says. */
  rehearse(): Promise<ReadonlyMap<string, string>>;
}

/** A pair with two target groups, an address, a route, a record, and encrypted volumes. */
export async function layeredScene({ configured }: Deployed): Promise<LayeredScene> {
  const at = withQuestions(
    await createScene({
      package: configured,
      jupiter: { quickAlarms: true, kmsKeyArn: KEY },
      ec2Timings: QUICK_MACHINES,
      settlingSeconds: 0,
    }),
  );
  const { ec2, elbv2 } = at.region;
  const { primaryId } = at.pair;
  const group = { port: 3000, vpcId: ec2.network.vpcId, intervalSeconds: 10, healthyThreshold: 2 };
  const groups = [
    elbv2.addTargetGroup({ ...group, name: TARGET_GROUPS[0] }),
    elbv2.addTargetGroup({ ...group, name: TARGET_GROUPS[1], tags: TAGS }),
  ];
  elbv2.addListener({
    loadBalancerArn: at.jupiter.loadBalancerArn,
    port: 8443,
    protocol: 'HTTPS',
    defaultActions: groups.map(({ arn }) => ({ Type: 'forward', TargetGroupArn: arn })),
  });
  for (const { name } of groups) elbv2.establish(name, primaryId);
  ec2.addAddress({
    allocationId: ADDRESS,
    publicIp: '203.0.113.7',
    instanceId: primaryId,
    tags: TAGS,
  });
  ec2.addRouteTable({ id: ROUTE_TABLE, routes: { '10.9.0.0/16': primaryId }, tags: TAGS });
  at.aws.route53.createZone('example', [record('10.0.0.1')], ZONE);
  await at.pass(130);
  return {
    ...at,
    targetGroups: TARGET_GROUPS,
    addressHolder: () => ec2.network.addresses.get(ADDRESS)?.association?.instanceId,
    routeTarget: () => ec2.network.routeTables.get(ROUTE_TABLE)?.routes.get('10.9.0.0/16'),
    recordValues: () =>
      at.aws.route53
        .records(ZONE)
        .filter(({ Name }) => Name === 'signaling.example.')
        .flatMap(({ ResourceRecords }) => ResourceRecords?.map(({ Value }) => Value ?? '') ?? []),
    rehearse: () => rehearse(at),
  };
}

function record(value: string): ResourceRecordSet {
  return { Name: 'signaling.example', Type: 'A', TTL: 60, ResourceRecords: [{ Value: value }] };
}

interface Rehearsed {
  readonly checks?: readonly { readonly check: string; readonly words: string }[];
}

async function rehearse(at: DeployedScene): Promise<ReadonlyMap<string, string>> {
  await at.invokeRouter({ service: 'signaling', test: true }).catch(() => undefined);
  await at.pass(30);
  const { result } = at.region.lambda.executions.all().at(-1)?.journal ?? {};
  const { checks = [] } = JSON.parse(result ?? '{}') as Rehearsed;
  return new Map(checks.map(({ check, words }) => [check, words]));
}
