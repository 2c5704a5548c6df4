import { outcomeOf, scene } from './packaged.ts';

const ADDRESS = 'eipalloc-0123456789abcdef0';
const TABLE = 'rtb-0123456789abcdef0';
const ZONE = 'Z0123456789ABCDEF';
const SECOND_GROUP = 'prod-signaling-ws-tg';

const EVERY_LAYER = `services:
  signaling:
    targetGroups: [prod-signaling-tg, ${SECOND_GROUP}]
    elasticIps: [${ADDRESS}]
    routes:
      - routeTableId: ${TABLE}
        destination: 10.9.0.0/16
    dnsRecords:
      - zoneId: ${ZONE}
        name: signaling.jupiter.example
        type: A
        values:
          primary: [10.0.0.10]
          backup: [10.0.0.11]
`;

/** A service with two groups and every layer beside the balancer, all of them at the primary. */
async function layered() {
  const at = await scene({ jupiter: { quickAlarms: true }, config: EVERY_LAYER });
  const { ec2 } = at.jupiter;
  const tags = { 'understudy:managed': 'true' };
  const group = at.region.elbv2.addTargetGroup({
    name: SECOND_GROUP,
    vpcId: ec2.network.vpcId,
    intervalSeconds: 10,
    healthyThreshold: 2,
    tags,
  });
  at.region.elbv2.establish(SECOND_GROUP, at.pair.primaryId);
  at.region.elbv2.addListener({
    loadBalancerArn: at.jupiter.loadBalancerArn,
    port: 8443,
    protocol: 'HTTPS',
    defaultActions: [{ Type: 'forward', TargetGroupArn: group.arn }],
  });
  ec2.addAddress({
    publicIp: '203.0.113.10',
    instanceId: at.pair.primaryId,
    allocationId: ADDRESS,
    tags,
  });
  ec2.addRouteTable({ routes: { '10.9.0.0/16': at.pair.primaryId }, id: TABLE, tags });
  at.aws.route53.createZone('jupiter.example', [aRecord('10.0.0.10')], ZONE);
  // The next sweep finds the second group and adopts the service.
  await at.pass(130);
  return at;
}

function aRecord(address: string) {
  return {
    Name: 'signaling.jupiter.example',
    Type: 'A' as const,
    TTL: 60,
    ResourceRecords: [{ Value: address }],
  };
}

type Layered = Awaited<ReturnType<typeof layered>>;

function layersOf(at: Layered) {
  const { network } = at.jupiter.ec2;
  const records = at.aws.route53.records(ZONE).filter(({ Type }) => Type === 'A');
  return {
    groups: [at.pair.targetGroupName, SECOND_GROUP].map((name) => at.region.elbv2.routable(name)),
    address: network.addresses.get(ADDRESS)?.association?.instanceId,
    route: network.routeTables.get(TABLE)?.routes.get('10.9.0.0/16'),
    record: records[0]?.ResourceRecords?.map(({ Value }) => Value),
  };
}

function atBackup(at: Layered) {
  const { backupId } = at.pair;
  return {
    groups: [[backupId], [backupId]],
    address: backupId,
    route: at.jupiter.ec2.instance(backupId)?.interfaceId,
    record: ['10.0.0.11'],
  };
}

const LAYERS = ['AssociateAddress', 'ReplaceRoute', 'ChangeResourceRecordSets'];

function movedBy(at: Layered): readonly string[] {
  return at
    .changes()
    .filter(({ call, effective }) => effective && LAYERS.includes(call.operation))
    .map(({ call }) => call.operation);
}

describe('a service of two target groups, an address, a route and a record', () => {
  it('has all of them moved before its commit', async () => {
    const at = await layered();
    let epochAtLastMove: number | undefined;
    at.aws.onApiCall((call) => {
      if (call.operation === 'ChangeResourceRecordSets') epochAtLastMove = epochIn(at);
      return 'continue';
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(400);

    expect(layersOf(at)).toEqual(atBackup(at));
    expect(movedBy(at)).toEqual(LAYERS);
    expect(epochAtLastMove).toBe(1);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it.each(LAYERS)(
    'goes on at %s after an error there, and moves nothing twice',
    async (operation) => {
      const at = await layered();
      const fault = { kind: 'error', code: 'InternalError', status: 500, when: 'before' } as const;
      at.aws.world.faults.add({ name: 'once', operation, times: 1, fault });

      at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
      await at.pass(1_000);

      expect(layersOf(at)).toEqual(atBackup(at));
      expect(movedBy(at)).toEqual(LAYERS);
      expect(await outcomeOf(at, 'completed')).toMatchObject({ reason: 'instance-stopped' });
      expect(await at.violations()).toEqual([]);
    },
  );

  it('goes on at the first that is not moved after a crash', async () => {
    const at = await layered();
    let crashed = false;
    at.aws.onApiCall((call) => {
      if (crashed || call.operation !== 'ReplaceRoute') return 'continue';
      crashed = true;
      return 'crash-before';
    });

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(1_000);

    expect(crashed).toBe(true);
    expect(layersOf(at)).toEqual(atBackup(at));
    expect(movedBy(at)).toEqual(LAYERS);
    expect(await at.violations()).toEqual([]);
  });
});

/** The epoch as the table has it at this very moment, without letting time pass. */
function epochIn(at: Layered): number | undefined {
  const written = at.region.dynamodb
    .history(at.tableName)
    .findLast(({ key }) => key['sk']?.S === 'state' && key['pk']?.S === 'service#signaling');
  return Number(written?.after?.['epoch']?.N);
}
