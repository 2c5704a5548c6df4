import type {
  DescribeAddressesResult,
  DescribeInstancesResult,
  DescribeInstanceStatusResult,
  DescribeRouteTablesResult,
  DescribeVolumesResult,
  Filter,
} from '@aws-sdk/client-ec2';

import { createStory } from '../scenarios/story.ts';

function namesIn(result: DescribeInstancesResult): (string | undefined)[] {
  const instances = (result.Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  return instances.map(({ Tags }) => Tags?.find(({ Key }) => Key === 'Name')?.Value);
}

describe('describing a region', () => {
  it.each<{ filter: Filter; names: string[] }>([
    { filter: { Name: 'tag:Name', Values: ['signaling-primary'] }, names: ['signaling-primary'] },
    { filter: { Name: 'tag:Name', Values: ['*-backup'] }, names: ['signaling-backup'] },
    {
      filter: { Name: 'tag-key', Values: ['Service'] },
      names: ['signaling-primary', 'signaling-backup'],
    },
    { filter: { Name: 'instance-state-name', Values: ['stopped'] }, names: ['signaling-backup'] },
    { filter: { Name: 'vpc-id', Values: ['vpc-elsewhere'] }, names: [] },
  ])('finds by $filter', async ({ filter, names }) => {
    const { call } = createStory();

    const result = await call<DescribeInstancesResult>('ec2', 'DescribeInstances', {
      Filters: [filter],
    });

    expect(namesIn(result)).toEqual(names);
  });

  it('gives every instance once over its pages', async () => {
    const { call } = createStory({ services: ['signaling', 'messaging', 'video-relay'] });

    const first = await call<DescribeInstancesResult>('ec2', 'DescribeInstances', {
      MaxResults: 5,
    });
    const second = await call<DescribeInstancesResult>('ec2', 'DescribeInstances', {
      MaxResults: 5,
      NextToken: first.NextToken,
    });

    const names = [...namesIn(first), ...namesIn(second)];
    expect(new Set(names).size).toBe(7);
    expect(names).toHaveLength(7);
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    { InstanceIds: ['i-0123456789abcdef0'], code: 'InvalidInstanceID.NotFound' },
    { InstanceIds: ['signaling'], code: 'InvalidInstanceID.Malformed' },
    { Filters: [{ Name: 'nonsense', Values: ['x'] }], code: 'InvalidParameterValue' },
    { NextToken: 'nonsense', code: 'InvalidNextToken' },
  ])('refuses $InstanceIds $Filters $NextToken with $code', async ({ code, ...input }) => {
    const { call } = createStory();

    const refused = call('ec2', 'DescribeInstances', input);

    await expect(refused).rejects.toMatchObject({ code });
  });

  it('shows the status of running instances, and of all when asked', async () => {
    const { call, pair } = createStory();

    const running = await call<DescribeInstanceStatusResult>('ec2', 'DescribeInstanceStatus', {});
    const all = await call<DescribeInstanceStatusResult>('ec2', 'DescribeInstanceStatus', {
      InstanceIds: [pair.backupId],
      IncludeAllInstances: true,
    });

    expect(running.InstanceStatuses).toHaveLength(2);
    expect(running.InstanceStatuses?.[0]).toMatchObject({
      InstanceId: pair.primaryId,
      AvailabilityZone: 'us-east-1a',
      SystemStatus: { Status: 'ok' },
      InstanceStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
    });
    expect(all.InstanceStatuses).toMatchObject([
      { InstanceState: { Name: 'stopped' }, InstanceStatus: { Status: 'not-applicable' } },
    ]);
  });

  it('moves an elastic address, and only with AllowReassociation when it is held', async () => {
    const { call, jupiter, pair } = createStory();
    const AllocationId = jupiter.ec2.addAddress({
      publicIp: '198.51.100.7',
      instanceId: pair.primaryId,
    });
    const InstanceId = pair.backupId;
    const associate = (AllowReassociation: boolean): Promise<unknown> =>
      call('ec2', 'AssociateAddress', { AllocationId, InstanceId, AllowReassociation });

    await expect(associate(false)).rejects.toMatchObject({ code: 'Resource.AlreadyAssociated' });
    await associate(true);

    const { Addresses } = await call<DescribeAddressesResult>('ec2', 'DescribeAddresses', {});
    expect(Addresses).toMatchObject([{ AllocationId, InstanceId, PublicIp: '198.51.100.7' }]);
  });

  it('points a route to another machine', async () => {
    const { call, jupiter, pair } = createStory();
    const routes = { '10.9.0.0/16': pair.backupId };
    const RouteTableId = jupiter.ec2.addRouteTable({ routes });
    const describe = (): Promise<DescribeRouteTablesResult> =>
      call('ec2', 'DescribeRouteTables', { RouteTableIds: [RouteTableId] });

    const before = await describe();
    await call('ec2', 'ReplaceRoute', {
      RouteTableId,
      DestinationCidrBlock: '10.9.0.0/16',
      InstanceId: pair.primaryId,
    });
    const after = await describe();

    expect(before.RouteTables?.[0]?.Routes).toMatchObject([{ State: 'blackhole' }]);
    expect(after.RouteTables?.[0]?.Routes).toMatchObject([
      { InstanceId: pair.primaryId, State: 'active' },
    ]);
  });

  it("isolates a machine by its groups, and names its volume's key", async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1';
    const { call, jupiter, pair } = createStory({ kmsKeyArn });
    const Groups = [jupiter.quarantineGroupId];

    await call('ec2', 'ModifyInstanceAttribute', { InstanceId: pair.primaryId, Groups });

    const { Volumes } = await call<DescribeVolumesResult>('ec2', 'DescribeVolumes', {
      Filters: [{ Name: 'attachment.instance-id', Values: [pair.primaryId] }],
    });
    expect(jupiter.ec2.answer(pair.primaryId)).toBe('timeout');
    expect(Volumes).toMatchObject([{ Encrypted: true, KmsKeyId: kmsKeyArn }]);
  });

  it('asks a policy for each instance by its ARN, with its tags as conditions', () => {
    const { jupiter, pair } = createStory();
    const call = {
      operation: 'StopInstances',
      input: { InstanceIds: [pair.primaryId] },
    } as unknown as Parameters<typeof jupiter.ec2.requirements>[0];

    const requirements = jupiter.ec2.requirements(call);

    expect(requirements).toMatchObject([
      {
        action: 'ec2:StopInstances',
        resource: `arn:aws:ec2:us-east-1:123456789012:instance/${pair.primaryId}`,
        conditionKeys: {
          'aws:ResourceTag/understudy:managed': 'true',
          'ec2:ResourceTag/understudy:managed': 'true',
        },
      },
    ]);
  });
});
