import type { DescribeClusterResponse, DescribeNodegroupResponse } from '@aws-sdk/client-eks';
import { createVirtualClock } from '@understudy/clock';

import { createEc2, type Ec2 } from '../ec2/index.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createWorld } from '../kernel/create-world.ts';
import type { World } from '../kernel/world.ts';
import { createEks, type Eks } from './eks.ts';
import { createFixedEksTimings } from './timings.ts';

const REGION = 'eu-west-1';
const NAME = 'konecta-erp-dev-dr';
const ROLE = 'arn:aws:iam::123456789012:role/konecta';
const US = { cause: { kind: 'person', name: 'understudy' } } as const;
const KEY = { clusterName: NAME, namespace: 'erp', name: 'erp' };

interface Place {
  readonly world: World;
  readonly ec2: Ec2;
  readonly eks: Eks;
  call<Output>(operation: string, input: object): Promise<Output>;
  pass(minutes: number): Promise<void>;
}

function createPlace(): Place {
  const clock = createVirtualClock(Date.UTC(2026, 10, 22));
  const world = createWorld({ clock, seed: 'eks', latencies: createNoLatencies });
  const ec2 = createEc2(world, REGION);
  const eks = createEks(world, REGION, { ec2, timings: createFixedEksTimings() });
  world.install(REGION, eks);
  return {
    world,
    ec2,
    eks,
    pass: (minutes) => clock.advanceTo(clock.now() + minutes * 60_000),
    async call<Output>(operation: string, input: object) {
      const { output } = await world.call({
        service: 'eks',
        operation,
        input,
        region: REGION,
        principal: { kind: 'role', roleName: 'terraform', session: 's' },
        cause: { kind: 'person', name: 'operator' },
        signedAtMilliseconds: clock.now(),
      });
      return output as Output;
    },
  };
}

const create = ({ call }: Place): Promise<unknown> =>
  call('CreateCluster', { name: NAME, roleArn: ROLE, resourcesVpcConfig: {} });
const createNodes = ({ call }: Place): Promise<unknown> =>
  call('CreateNodegroup', {
    clusterName: NAME,
    nodegroupName: 'default',
    nodeRole: ROLE,
    subnets: [],
    scalingConfig: { desiredSize: 3 },
  });

describe('a cluster', () => {
  it('takes ten minutes, and has no endpoint before', async () => {
    const place = createPlace();
    await create(place);
    const look = (): Promise<DescribeClusterResponse> =>
      place.call('DescribeCluster', { name: NAME });
    await place.pass(9.9);
    const young = (await look()).cluster;
    await place.pass(0.2);
    const grown = (await look()).cluster;

    expect([young?.status, young?.endpoint, young?.certificateAuthority]).toEqual([
      'CREATING',
      undefined,
      undefined,
    ]);
    expect(grown?.status).toBe('ACTIVE');
    expect(grown?.endpoint).toMatch(
      /^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/,
    );
  });

  it('is answered for by whom the test says, before or after it is there', async () => {
    const place = createPlace();
    const served = { endpoint: 'https://127.0.0.1:6443', certificateAuthority: 'Y2E=' };
    place.eks.serve(NAME, served);
    await create(place);
    await place.pass(11);
    expect(place.eks.cluster(NAME)).toMatchObject(served);

    place.eks.serve(NAME, { ...served, endpoint: 'https://127.0.0.1:7443' });

    expect(place.eks.cluster(NAME)?.endpoint).toBe('https://127.0.0.1:7443');
  });

  it.each([
    ['an absent one', 'DescribeCluster', { name: 'x' }, 'ResourceNotFoundException'],
    ['a bad name', 'CreateCluster', { name: '../x', roleArn: ROLE }, 'InvalidParameterException'],
    ['no role', 'CreateCluster', { name: 'x' }, 'InvalidParameterException'],
    ['nodes of none', 'ListNodegroups', { clusterName: 'x' }, 'ResourceNotFoundException'],
  ])('%s is refused', async (_, operation, input, code) => {
    const { call } = createPlace();

    await expect(call(operation, input)).rejects.toMatchObject({ code });
  });

  it('cannot be deleted while it has nodes, and is gone some minutes later', async () => {
    const place = createPlace();
    await create(place);
    await place.pass(11);
    await createNodes(place);
    await place.pass(4);
    await expect(place.call('DeleteCluster', { name: NAME })).rejects.toMatchObject({
      code: 'ResourceInUseException',
    });

    const nodes = { clusterName: NAME, nodegroupName: 'default' };
    await place.call('DeleteNodegroup', nodes);
    await place.pass(4);
    await place.call('DeleteCluster', { name: NAME });
    await place.pass(5);

    expect(place.eks.cluster(NAME)).toBeUndefined();
  });

  it('lets in who made it, and others by an entry', async () => {
    const place = createPlace();
    await create(place);
    const principalArn = 'arn:aws:iam::123456789012:role/understudy-dev-k8s-deployer';
    const entry = { clusterName: NAME, principalArn };

    await place.call('CreateAccessEntry', { ...entry, kubernetesGroups: ['understudy'] });

    expect(await place.call('ListAccessEntries', { clusterName: NAME })).toEqual({
      accessEntries: ['arn:aws:iam::123456789012:role/terraform', principalArn],
    });
    await expect(place.call('CreateAccessEntry', entry)).rejects.toMatchObject({
      code: 'ResourceInUseException',
    });
    const anybody = { ...entry, principalArn: '*' };
    await expect(place.call('CreateAccessEntry', anybody)).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it('asks for the leave to pass the roles that it is given', () => {
    const { eks, world } = createPlace();
    const asked = eks.requirements({
      requestId: 'r',
      service: 'eks',
      operation: 'CreateCluster',
      input: { name: NAME, roleArn: ROLE },
      region: REGION,
      principal: { kind: 'role', roleName: 'r', session: 's' },
      cause: { kind: 'person', name: 'p' },
      signedAtMilliseconds: world.clock.now(),
    });

    expect(asked).toMatchObject([
      {
        action: 'eks:CreateCluster',
        resource: `arn:aws:eks:${REGION}:123456789012:cluster/${NAME}`,
      },
      {
        action: 'iam:PassRole',
        resource: ROLE,
        conditionKeys: { 'iam:PassedToService': 'eks.amazonaws.com' },
      },
    ]);
  });
});

describe('a node group', () => {
  it('needs an active cluster, and brings instances when it is there', async () => {
    const place = createPlace();
    await create(place);
    await expect(createNodes(place)).rejects.toMatchObject({ code: 'InvalidRequestException' });
    await place.pass(11);
    await createNodes(place);
    expect(place.ec2.named(`${NAME}-default`)).toEqual([]);
    await place.pass(3.1);

    const nodes = place.ec2.named(`${NAME}-default`);
    expect(nodes).toHaveLength(3);
    expect(nodes.map((id) => place.ec2.answer(id))).toEqual(['refused', 'refused', 'refused']);
  });

  it('that cannot be made says so only after twenty minutes', async () => {
    const place = createPlace();
    await create(place);
    await place.pass(11);
    place.eks.failNodegroup(NAME, 'default', { code: 'NodeCreationFailure', message: 'no join' });
    await createNodes(place);
    const look = (): Promise<DescribeNodegroupResponse> =>
      place.call('DescribeNodegroup', { clusterName: NAME, nodegroupName: 'default' });
    await place.pass(20);
    expect((await look()).nodegroup?.status).toBe('CREATING');
    await place.pass(2);

    expect((await look()).nodegroup).toMatchObject({
      status: 'CREATE_FAILED',
      health: { issues: [{ code: 'NodeCreationFailure', message: 'no join' }] },
    });
  });
});

describe('what runs in a cluster', () => {
  it('waits for nodes, and is ready some time after them', async () => {
    const place = createPlace();
    const { eks, pass } = place;
    await create(place);
    eks.workloads.apply({ ...KEY, desired: 3 }, US);
    await pass(11);
    await createNodes(place);
    await pass(2.9);
    expect(eks.workloads.find(KEY)).toMatchObject({ desired: 3, ready: 0 });
    await pass(0.2);

    expect(eks.workloads.find(KEY)).toMatchObject({ desired: 3, ready: 3 });
  });

  it('are what a real Kubernetes API reports, and nothing is brought up for them here', async () => {
    const { eks, pass } = createPlace();
    eks.add({ name: NAME, nodegroup: { name: 'default' } });
    const seen: number[] = [];
    eks.workloads.onChange(({ ready }) => void seen.push(ready));
    const reported = { ...KEY, desired: 3, ready: 1, values: { DATABASE_HOST: 'replica' } };

    eks.workloads.report(reported, US);
    eks.workloads.report(reported, US);
    await pass(60);
    const before = eks.workloads.find(KEY);
    eks.workloads.report({ ...reported, ready: 3 }, US);

    expect(before).toEqual(reported);
    expect(seen).toEqual([1, 3]);
  });

  it('scaled to nothing stops at once; a pod that fails names its reason until it no longer does', async () => {
    const { eks, pass } = createPlace();
    eks.add({ name: NAME, nodegroup: { name: 'default' } });
    eks.workloads.establish({ ...KEY, desired: 3 });

    eks.workloads.scale(KEY, 0, US);
    expect(eks.workloads.find(KEY)).toMatchObject({ desired: 0, ready: 0 });
    eks.workloads.scale(KEY, 3, US);
    eks.workloads.fail(KEY, 'ImagePullBackOff: no such image', US);
    await pass(10);
    expect(eks.workloads.inNamespace(NAME, 'erp')).toMatchObject([
      { ready: 0, failing: 'ImagePullBackOff: no such image' },
    ]);
    eks.workloads.fail(KEY, undefined, US);
    await pass(1);

    expect(eks.workloads.find(KEY)).toMatchObject({ ready: 3 });
    expect(eks.workloads.find(KEY)).not.toHaveProperty('failing');
  });
});
