import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createVirtualClock } from '@understudy/clock';

import {
  createHttpDoor,
  createNoLatencies,
  createSimulatedAws,
  populateKonecta,
} from '../src/index.ts';
import { runClient, runPythonScript } from './wire-python.ts';

const SCRIPT = readFileSync(join(__dirname, 'wire-regions.py'), 'utf8');
const HOUR_MS = 3_600_000;
const CLUSTER = 'konecta-erp-dev-dr';
const SERVED = { endpoint: 'https://127.0.0.1:6443', certificateAuthority: 'Y2VydGlmaWNhdGU=' };
const SOURCE = 'arn:aws:rds:us-east-1:123456789012:db:konecta-erp-dev';

type Understood = Readonly<Record<string, unknown>>;

/** Time stands still while a client asks, and passes between its two visits. */
describe('databases and clusters of two regions over HTTP', () => {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22, 3));
  const regions = ['us-east-1', 'eu-west-1'];
  const aws = createSimulatedAws({ clock, seed: 'wire', regions, latencies: createNoLatencies });
  const http = createHttpDoor(aws.door, { port: 0 });
  let url = '';
  let before: Understood = {};
  let after: Understood = {};

  beforeAll(async () => {
    populateKonecta(aws);
    aws.region('eu-west-1').eks.serve(CLUSTER, SERVED);
    ({ url } = await http.start());
    before = (await runPythonScript(SCRIPT, url, 'before')) as Understood;
    await clock.advanceTo(clock.now() + HOUR_MS);
    after = (await runPythonScript(SCRIPT, url, 'after')) as Understood;
  });

  afterAll(() => http.stop());

  it('boto3 reads a replica, and finds no source when it has been promoted', () => {
    expect(before['replica']).toMatchObject({
      DBInstanceIdentifier: 'konecta-erp-dev-replica',
      DBInstanceStatus: 'available',
      ReadReplicaSourceDBInstanceIdentifier: SOURCE,
      Endpoint: { Port: 5432 },
      StatusInfos: [{ StatusType: 'read replication', Normal: true, Status: 'replicating' }],
      TagList: expect.arrayContaining([{ Key: 'Plan', Value: 'konecta-erp' }]),
    });
    expect(before['promoted']).toMatchObject({ DBInstance: { DBInstanceStatus: 'available' } });
    expect(after['replica']).not.toHaveProperty('ReadReplicaSourceDBInstanceIdentifier');
    expect(after['events']).toMatchObject({
      Events: [{ SourceType: 'db-instance', EventCategories: ['notification'] }],
    });
  });

  it('boto3 pages through databases and reads snapshots', () => {
    expect(before['all']).toEqual(['konecta-erp-dev']);
    expect(before['snapshot']).toMatchObject({ DBSnapshot: { Status: 'creating' } });
    expect(after['snapshots']).toMatchObject({
      DBSnapshots: [{ Status: 'available', PercentProgress: 100 }],
    });
  });

  it.each([
    { call: 'absent', type: 'DBInstanceNotFoundFault', code: 'DBInstanceNotFound', status: 404 },
    {
      call: 'stop',
      type: 'InvalidDBInstanceStateFault',
      code: 'InvalidDBInstanceState',
      status: 400,
    },
    {
      call: 'again',
      type: 'InvalidDBInstanceStateFault',
      code: 'InvalidDBInstanceState',
      status: 400,
    },
    { call: 'twice', type: 'ResourceInUseException', code: 'ResourceInUseException', status: 409 },
    {
      call: 'early',
      type: 'InvalidRequestException',
      code: 'InvalidRequestException',
      status: 400,
    },
  ])('boto3 reads the refusal of $call as $type', ({ call, type, code, status }) => {
    expect(before[call]).toMatchObject({ type, status, Code: code });
  });

  it('boto3 reads a cluster without an endpoint while it is created, and with one when it is there', () => {
    expect(before['created']).toMatchObject({ cluster: { status: 'CREATING' } });
    expect(before['created']).not.toHaveProperty('cluster.endpoint');
    expect(after['cluster']).toMatchObject({
      cluster: {
        status: 'ACTIVE',
        endpoint: SERVED.endpoint,
        certificateAuthority: { data: SERVED.certificateAuthority },
      },
    });
  });

  it('boto3 reads node groups and access entries', () => {
    expect(after['nodegroup']).toMatchObject({
      nodegroup: { status: 'CREATING', scalingConfig: { desiredSize: 3 } },
    });
    expect(after['entries']).toEqual({
      accessEntries: ['arn:aws:iam::123456789012:user/AKIAJUPITER'],
    });
    expect(after['noEntry']).toMatchObject({ Code: 'ResourceNotFoundException', status: 404 });
    expect(after['entry']).toMatchObject({ accessEntry: { kubernetesGroups: ['g'] } });
  });

  it('the AWS CLI reads a database of another region than its own', async () => {
    const { stdout, stderr, status } = await runClient('aws', [
      ...['--endpoint-url', url, '--region', 'us-east-1', '--output', 'text'],
      ...['rds', 'describe-db-instances', '--query', 'DBInstances[].DBInstanceIdentifier'],
    ]);

    expect({ status, stderr, stdout }).toEqual({
      status: 0,
      stderr: '',
      stdout: 'konecta-erp-dev\n',
    });
  });

  it('the AWS CLI writes a kubeconfig that names the served endpoint', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wire-regions-'));
    const file = join(directory, 'kubeconfig');

    const { stderr, status } = await runClient('aws', [
      ...['--endpoint-url', url, '--region', 'eu-west-1'],
      ...['eks', 'update-kubeconfig', '--name', CLUSTER, '--kubeconfig', file],
    ]);
    const written = status === 0 ? readFileSync(file, 'utf8') : '';
    rmSync(directory, { recursive: true });

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(written).toContain(`server: ${SERVED.endpoint}`);
    expect(written).toContain(`certificate-authority-data: ${SERVED.certificateAuthority}`);
  });
});
