import {
  createDirectClient,
  type SourceDoor,
  type SourceFunctions,
  type SourceHandler,
  type StackPackage,
} from '@understudy/aws-simulator';
import { TerminalError } from '@understudy/errors';
import { zipSync } from 'fflate';

/**
 * The handler of the user's document ("Update Lambda to Handle Target Groups"), line by line and
 * with its names: stop, start, deregister, register; no waiting, no checks. What the benchmark
 * compares ours with.
 */
export function documentsHandler(door: SourceDoor): SourceHandler {
  const ec2 = createDirectClient(door, 'ec2', { attempts: 1 });
  const elbv2 = createDirectClient(door, 'elasticloadbalancing', { attempts: 1 });

  async function getInstanceByTag(name: string): Promise<string> {
    const answer = await ec2.ask<{
      Reservations?: readonly { Instances?: readonly { InstanceId?: string }[] }[];
    }>('DescribeInstances', { Filters: [{ Name: 'tag:Name', Values: [name] }] });
    const id = answer.Reservations?.[0]?.Instances?.[0]?.InstanceId;
    if (id === undefined) throw new TerminalError('IndexError', `expected ${name}, found none`);
    return id;
  }

  async function getTargetGroupForService(service: string): Promise<string> {
    const answer = await elbv2.ask<{
      TargetGroups?: readonly { TargetGroupArn?: string }[];
    }>('DescribeTargetGroups', { Names: [`prod-${service}-tg`] });
    return answer.TargetGroups?.[0]?.TargetGroupArn ?? '';
  }

  return async (event) => {
    const { Records } = event as { Records: readonly { Sns: { Message: string } }[] };
    const message = JSON.parse(Records[0]?.Sns.Message ?? '{}') as { AlarmName: string };
    const service = message.AlarmName.split('-')[0] ?? '';

    const primary = await getInstanceByTag(`${service}-primary`);
    const backup = await getInstanceByTag(`${service}-backup`);

    await ec2.ask('StopInstances', { InstanceIds: [primary] });
    await ec2.ask('StartInstances', { InstanceIds: [backup] });

    const TargetGroupArn = await getTargetGroupForService(service);
    await elbv2.ask('DeregisterTargets', { TargetGroupArn, Targets: [{ Id: primary }] });
    await elbv2.ask('RegisterTargets', { TargetGroupArn, Targets: [{ Id: backup }] });
  };
}

const HANDLER = 'document/handler.handler';

/** The document's handler, where the simulator looks for a function's source. */
export const DOCUMENTS_FUNCTIONS: SourceFunctions = new Map([[HANDLER, documentsHandler]]);

const TOPIC_ARN = {
  'Fn::Sub': 'arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:jupiter-failover-topic',
};

/** The document's Terraform, as a template: function, permission, subscription; its role may do all. */
export function documentsPackage(): StackPackage {
  const allow = { Effect: 'Allow', Action: ['ec2:*', 'elasticloadbalancing:*'], Resource: '*' };
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const functionArn = { 'Fn::GetAtt': ['Failover', 'Arn'] };
  return {
    template: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'failover',
            AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
            Policies: [
              {
                PolicyName: 'failover',
                PolicyDocument: { Version: '2012-10-17', Statement: [allow] },
              },
            ],
          },
        },
        Failover: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            FunctionName: 'failover',
            Handler: HANDLER,
            Runtime: 'python3.13',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Code: { S3Key: 'document.zip' },
            Timeout: 60,
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: functionArn,
            Action: 'lambda:InvokeFunction',
            Principal: 'sns.amazonaws.com',
            SourceArn: TOPIC_ARN,
          },
        },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: TOPIC_ARN, Protocol: 'lambda', Endpoint: functionArn },
        },
      },
    },
    code: new Map([['document.zip', zipSync({})]]),
  };
}
