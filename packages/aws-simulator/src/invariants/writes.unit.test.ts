import { createStory } from '../scenarios/story.ts';
import { changesUserResource, writesOf } from './writes.ts';

describe("what changes a user's resource", () => {
  it.each([
    { service: 'ec2', operation: 'DescribeInstances', input: {}, changes: false },
    { service: 'ec2', operation: 'StopInstances', input: { DryRun: true }, changes: false },
    { service: 'ec2', operation: 'StopInstances', input: { DryRun: false }, changes: true },
    { service: 'monitoring', operation: 'PutMetricData', input: {}, changes: false },
    { service: 'monitoring', operation: 'SetAlarmState', input: {}, changes: true },
    { service: 'dynamodb', operation: 'PutItem', input: { TableName: 'orders' }, changes: true },
    {
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      input: { TransactItems: [{ Update: { TableName: 'understudy-prod' } }] },
      changes: false,
    },
    { service: 'route53', operation: 'ChangeResourceRecordSets', input: {}, changes: true },
    { service: 'lambda', operation: 'UpdateFunctionCode', input: {}, changes: true },
    { service: 'lambda', operation: 'Invoke', input: {}, changes: false },
    ...[
      { operation: 'HeadObject', input: { Key: 'traffic/konecta-erp' }, changes: false },
      { operation: 'PutObject', input: { Key: 'traffic/konecta-erp' }, changes: true },
      { operation: 'PutObject', input: { Key: 'dr/terraform.tfstate' }, changes: true },
      { operation: 'PutObject', input: { Key: 'dr/terraform.tfstate.tflock' }, changes: false },
      { operation: 'DeleteObject', input: { Key: 'dr/terraform.tfstate.tflock' }, changes: false },
      { operation: 'CopyObject', input: { Key: 'understudy/state/1' }, changes: false },
      { operation: 'CopyObject', input: { Key: 'orders/understudy/1' }, changes: true },
      { operation: 'CreateBucket', input: {}, changes: true },
      {
        operation: 'DeleteObjects',
        input: { Delete: { Objects: [{ Key: 'understudy/1' }, { Key: 'orders/1' }] } },
        changes: true,
      },
      {
        operation: 'DeleteObjects',
        input: { Delete: { Objects: [{ Key: 'understudy/1' }] } },
        changes: false,
      },
    ].map((one) => ({ service: 's3' as const, ...one })),
  ] as const)('$service $operation $input: $changes', ({ changes, ...named }) => {
    const call = {
      ...named,
      region: 'us-east-1',
      principal: { kind: 'user', name: 'operator' },
      cause: { kind: 'person', name: 'operator' },
    } as const;

    expect(changesUserResource(call)).toBe(changes);
  });

  it('finds the writes of a log, also those that were refused', async () => {
    const { call, pair, world } = createStory();
    await call('ec2', 'DescribeInstances', {});
    await call('ec2', 'StopInstances', { InstanceIds: [pair.primaryId], DryRun: true }).catch(
      () => undefined,
    );
    const quiet = writesOf(world.log.entries);

    await call('ec2', 'StopInstances', { InstanceIds: ['i-0123456789abcdef0'] }).catch(
      () => undefined,
    );

    expect(quiet).toEqual([]);
    expect(writesOf(world.log.entries)).toMatchObject([{ result: 'InvalidInstanceID.NotFound' }]);
    expect(writesOf(world.log.entries, (cause) => cause.kind === 'invocation')).toEqual([]);
  });
});
