import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  DescribeVpcsCommand,
  EC2Client,
  ImportKeyPairCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetTopicAttributesCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

import { clientSettings, createFixtureWorld } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { ServiceName } from '../kernel/world.ts';

const fixture = createFixtureWorld();
const settings = clientSettings(fixture.door);
const ec2 = new EC2Client(settings);
const elb = new ElasticLoadBalancingV2Client(settings);
const sns = new SNSClient(settings);
const sts = new STSClient(settings);

const launched = new Date('2026-01-02T03:04:05.678Z');

interface Case {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  readonly output: object;
  /** The client is closed over, since each has its own type of commands. */
  readonly send: (input: never) => Promise<object>;
}

const CASES: readonly Case[] = [
  {
    service: 'ec2',
    operation: 'DescribeInstances',
    input: {
      InstanceIds: ['i-1', 'i-2'],
      DryRun: false,
      MaxResults: 50,
      Filters: [
        { Name: 'tag:service', Values: ['jupiter', 'a&b=c <d> é'] },
        { Name: 'instance-state-name', Values: ['running'] },
      ],
    },
    output: {
      NextToken: 'more & more <tokens> "é"',
      Reservations: [
        {
          ReservationId: 'r-1',
          OwnerId: '123456789012',
          Instances: [
            {
              InstanceId: 'i-1',
              LaunchTime: launched,
              AmiLaunchIndex: 0,
              EbsOptimized: true,
              State: { Code: 16, Name: 'running' },
              Tags: [{ Key: 'service', Value: 'jupiter' }],
              NetworkInterfaces: [{ PrivateIpAddresses: [{ Primary: true }] }],
            },
          ],
        },
      ],
    },
    send: (input) => ec2.send(new DescribeInstancesCommand(input)),
  },
  {
    service: 'ec2',
    operation: 'ImportKeyPair',
    input: { KeyName: 'jupiter', PublicKeyMaterial: new Uint8Array([0, 1, 254, 255]) },
    output: { KeyPairId: 'key-1', KeyFingerprint: '12:34' },
    send: (input) => ec2.send(new ImportKeyPairCommand(input)),
  },
  {
    service: 'ec2',
    operation: 'CreateTags',
    input: { Resources: ['i-1'], Tags: [{ Key: 'a', Value: '' }] },
    output: {},
    send: (input) => ec2.send(new CreateTagsCommand(input)),
  },
  {
    service: 'elasticloadbalancing',
    operation: 'RegisterTargets',
    input: { TargetGroupArn: 'arn:tg', Targets: [{ Id: 'i-1', Port: 80 }, { Id: 'i-2' }] },
    output: {},
    send: (input) => elb.send(new RegisterTargetsCommand(input)),
  },
  {
    service: 'elasticloadbalancing',
    operation: 'DescribeTargetHealth',
    input: { TargetGroupArn: 'arn:tg', Targets: [] },
    output: {
      TargetHealthDescriptions: [
        { Target: { Id: 'i-1', Port: 80 }, TargetHealth: { State: 'healthy' } },
        { Target: { Id: 'i-2' }, TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout' } },
      ],
    },
    send: (input) => elb.send(new DescribeTargetHealthCommand(input)),
  },
  {
    service: 'sns',
    operation: 'Publish',
    input: {
      TopicArn: 'arn:topic',
      Message: 'line one\nline two %20 +',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'failover' },
        raw: { DataType: 'Binary', BinaryValue: new Uint8Array([255, 0]) },
      },
    },
    output: { MessageId: 'm-1' },
    send: (input) => sns.send(new PublishCommand(input)),
  },
  {
    service: 'sns',
    operation: 'GetTopicAttributes',
    input: { TopicArn: 'arn:topic' },
    output: { Attributes: { TopicArn: 'arn:topic', Policy: '{"a":"<b>"}' } },
    send: (input) => sns.send(new GetTopicAttributesCommand(input)),
  },
  {
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: 'arn:role', RoleSessionName: 'session', DurationSeconds: 900 },
    output: {
      Credentials: {
        AccessKeyId: 'ASIA',
        SecretAccessKey: 's',
        SessionToken: 't',
        Expiration: launched,
      },
    },
    send: (input) => sts.send(new AssumeRoleCommand(input)),
  },
];

describe('the query protocols', () => {
  it.each(CASES)('carry $service:$operation there and back', async (each) => {
    fixture.stage(each.service, each.operation, () => each.output);

    const { $metadata, ...output } = (await each.send(each.input as never)) as {
      $metadata?: { requestId?: string };
    };

    expect(fixture.calls.at(-1)?.input).toEqual(each.input);
    expect(output).toEqual(each.output);
    expect($metadata?.requestId).toBe(fixture.calls.at(-1)?.requestId);
  });

  it('name the code, the message and the request of an EC2 error', async () => {
    fixture.stage('ec2', 'StopInstances', () => {
      throw new AwsFault('IncorrectInstanceState', 400, 'not <now>');
    });

    const failing = ec2.send(new StopInstancesCommand({ InstanceIds: ['i-1'] }));

    await expect(failing).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
      message: 'not <now>',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^req-0*[1-9]/) },
    });
  });

  it.each(['TargetGroupNotFound', 'TargetGroupNotFoundException'])(
    'turn %s into the modelled class of the client',
    async (code) => {
      fixture.stage('elasticloadbalancing', 'DescribeTargetHealth', () => {
        throw new AwsFault(code, 400, 'no such group');
      });

      const failing = elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'x' }));

      await expect(failing).rejects.toMatchObject({
        name: 'TargetGroupNotFoundException',
        message: 'no such group',
      });
    },
  );

  it('answer InvalidAction when the simulator lacks the operation', async () => {
    const failing = ec2.send(new DescribeVpcsCommand({}));

    await expect(failing).rejects.toMatchObject({ name: 'InvalidAction' });
  });
});
