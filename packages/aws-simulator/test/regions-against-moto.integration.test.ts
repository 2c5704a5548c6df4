import * as eks from '@aws-sdk/client-eks';
import * as rds from '@aws-sdk/client-rds';
import { createVirtualClock } from '@understudy/clock';

import { createNoLatencies, createSimulatedAws } from '../src/index.ts';
import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import { hasMotoServer, startMotoServer, type MotoServer } from './dynamodb-moto-server.ts';

const REGION = 'eu-west-1';
const ROLE = 'arn:aws:iam::123456789012:role/konecta';
const CREDENTIALS = { accessKeyId: 'AKIAJUPITER', secretAccessKey: 'secret' };

interface Clients {
  readonly rds: rds.RDSClient;
  readonly eks: eks.EKSClient;
}

type Ask = (clients: Clients) => Promise<unknown>;

/** What both must refuse with the same error and status: moto is right about these. */
const REFUSED: readonly (readonly [string, Ask])[] = [
  [
    'a database that does not exist',
    (to) => to.rds.send(new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: 'absent' })),
  ],
  [
    'a change of one',
    (to) => to.rds.send(new rds.ModifyDBInstanceCommand({ DBInstanceIdentifier: 'absent' })),
  ],
  [
    'a reboot of one',
    (to) => to.rds.send(new rds.RebootDBInstanceCommand({ DBInstanceIdentifier: 'absent' })),
  ],
  [
    'a snapshot of one',
    (to) =>
      to.rds.send(
        new rds.CreateDBSnapshotCommand({
          DBInstanceIdentifier: 'absent',
          DBSnapshotIdentifier: 's',
        }),
      ),
  ],
  [
    'a snapshot that does not exist',
    (to) => to.rds.send(new rds.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: 'absent' })),
  ],
  [
    'a cluster that does not exist',
    (to) => to.eks.send(new eks.DescribeClusterCommand({ name: 'absent' })),
  ],
  [
    'a node group of one',
    (to) =>
      to.eks.send(
        new eks.DescribeNodegroupCommand({ clusterName: 'absent', nodegroupName: 'default' }),
      ),
  ],
  ['a cluster of a name that is taken', (to) => to.eks.send(createTaken())],
];

function createTaken(): eks.CreateClusterCommand {
  return new eks.CreateClusterCommand({ name: 'taken', roleArn: ROLE, resourcesVpcConfig: {} });
}

async function outcomeOf(ask: Ask, clients: Clients): Promise<object> {
  try {
    await ask(clients);
    return { accepted: true };
  } catch (thrown) {
    const { name, $metadata } = thrown as rds.RDSServiceException;
    return { name, status: $metadata.httpStatusCode };
  }
}

const describeWithMoto = hasMotoServer() ? describe : describe.skip;

describeWithMoto('RDS and EKS, beside moto', () => {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const latencies = createNoLatencies;
  const aws = createSimulatedAws({ clock, seed: 'moto', regions: [REGION], latencies });
  const common = { region: REGION, credentials: CREDENTIALS, maxAttempts: 1 };
  const inProcess = { ...common, requestHandler: createWireRequestHandler(aws.door.answer) };
  const ours: Clients = { rds: new rds.RDSClient(inProcess), eks: new eks.EKSClient(inProcess) };
  let moto: MotoServer;
  let theirs: Clients;

  beforeAll(async () => {
    moto = await startMotoServer();
    const over = { ...common, endpoint: moto.endpoint };
    theirs = { rds: new rds.RDSClient(over), eks: new eks.EKSClient(over) };
    for (const clients of [ours, theirs]) await clients.eks.send(createTaken());
  });

  afterAll(async () => {
    theirs.rds.destroy();
    theirs.eks.destroy();
    await moto.stop();
  });

  it.each(REFUSED)('refuses %s as moto does', async (_, ask) => {
    const expected = await outcomeOf(ask, theirs);

    expect(expected).not.toHaveProperty('accepted');
    expect(await outcomeOf(ask, ours)).toEqual(expected);
  });

  it('promotes with an effect, which moto’s promotion has not', async () => {
    aws.region(REGION).rds.add({ id: 'source' });
    aws.region(REGION).rds.add({ id: 'replica', source: { region: REGION, id: 'source' } });
    const name = { DBInstanceIdentifier: 'replica' };
    const sourceOf = async (): Promise<string | undefined> => {
      const { DBInstances } = await ours.rds.send(new rds.DescribeDBInstancesCommand(name));
      return DBInstances?.[0]?.ReadReplicaSourceDBInstanceIdentifier;
    };

    await ours.rds.send(new rds.PromoteReadReplicaCommand(name));
    const asked = await sourceOf();
    await clock.advanceTo(clock.now() + 3_600_000);

    expect([asked, await sourceOf()]).toEqual(['source', undefined]);
  });
});
