import { createVirtualClock } from '@understudy/clock';

import { createSimulatedAws, type SimulatedAws } from '../composition/create-simulated-aws.ts';
import { orderResources } from './order-resources.ts';
import { evaluateCondition, resolveValue, type TemplateScope } from './resolve-value.ts';
import type { StackOptions } from './deploy-stack.ts';
import type { Template, TemplateResource } from './template-model.ts';

const REGION = 'eu-west-1';

const scope: TemplateScope = {
  ref: (name) => ({ Stage: 'prod', 'AWS::Region': REGION, Table: 'relay' })[name],
  attribute: (logicalId, attribute) =>
    logicalId === 'Table' && attribute === 'Arn' ? 'arn:table' : undefined,
  imported: (name) => (name === 'topic' ? 'arn:topic' : undefined),
  condition: (name) => name === 'IsProduction',
};

describe('what the functions of a template give', () => {
  it.each([
    [{ Ref: 'Stage' }, 'prod'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    [{ 'Fn::GetAtt': 'Table.Arn' }, 'arn:table'],
    [{ 'Fn::Sub': '${AWS::Region}/${Table.Arn}/${!Literal}' }, 'eu-west-1/arn:table/${Literal}'],
    [{ 'Fn::Sub': ['${Own}-${Stage}', { Own: { Ref: 'Table' } }] }, 'relay-prod'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }]] }, 'a-prod'],
    [{ 'Fn::Select': [1, { 'Fn::Split': [':', 'arn:table'] }] }, 'table'],
    [{ 'Fn::ImportValue': 'topic' }, 'arn:topic'],
    [{ 'Fn::If': ['IsProduction', 'yes', 'no'] }, 'yes'],
    [{ a: [{ Ref: 'AWS::NoValue' }, 1], b: { Ref: 'AWS::NoValue' } }, { a: [1] }],
  ])('%j is %j', (value, expected) => {
    expect(resolveValue(value, scope)).toEqual(expected);
  });

  it.each([
    [{ Ref: 'Absent' }, /a value for Ref Absent/],
    [{ 'Fn::GetAtt': ['Table', 'Absent'] }, /the attribute Table.Absent/],
    [{ 'Fn::Sub': '${Absent}' }, /a value for \$\{Absent\}/],
    [{ 'Fn::ImportValue': 'absent' }, /the import absent/],
    [{ 'Fn::Cidr': [] }, /found Fn::Cidr/],
  ])('%j is refused', (value, message) => {
    expect(() => resolveValue(value, scope)).toThrow(message);
  });

  it.each([
    [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] }, true],
    [{ 'Fn::Not': [{ Condition: 'IsProduction' }] }, false],
    [{ 'Fn::And': [{ Condition: 'IsProduction' }, { 'Fn::Equals': [1, 2] }] }, false],
    [{ 'Fn::Or': [{ Condition: 'IsProduction' }, { 'Fn::Equals': [1, 2] }] }, true],
  ])('the condition %j holds: %s', (expression, holds) => {
    expect(evaluateCondition(expression, scope)).toBe(holds);
  });
});

describe('the order of resources', () => {
  const resource = (properties: object, dependsOn?: string): TemplateResource => ({
    Type: 'AWS::SNS::Topic',
    Properties: { ...properties },
    ...(dependsOn ? { DependsOn: dependsOn } : {}),
  });

  it('follows references of every kind', () => {
    const order = orderResources({
      BySub: resource({ x: { 'Fn::Sub': '${ByGetAtt.Arn}' } }),
      ByGetAtt: resource({ x: [{ 'Fn::GetAtt': ['ByRef', 'Arn'] }] }),
      ByRef: resource({ x: { y: { Ref: 'ByDependsOn' } } }),
      ByDependsOn: resource({}, 'Last'),
      Last: resource({}),
    });

    expect(order).toEqual(['Last', 'ByDependsOn', 'ByRef', 'ByGetAtt', 'BySub']);
  });

  it('refuses a cycle and names it', () => {
    const cycle = { A: resource({ x: { Ref: 'B' } }), B: resource({ x: { Ref: 'A' } }) };

    expect(() => orderResources(cycle)).toThrow(/A → B → A/);
  });
});

function deploy(
  resources: Template['Resources'],
  options: Partial<StackOptions> = {},
): SimulatedAws {
  const aws = createSimulatedAws({
    clock: createVirtualClock(Date.UTC(2026, 0, 5)),
    seed: 'deployment',
    regions: [REGION],
  });
  aws.deployStack({
    region: REGION,
    stackName: 'relay-dev',
    package: { template: { Resources: resources }, code: new Map() },
    ...options,
  });
  return aws;
}

describe('deploying a stack', () => {
  it('makes a cluster, and task definitions whose roles and names are as the template says', async () => {
    const aws = deploy({
      Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'understudy-dev' } },
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'task' } },
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: 'runner',
          TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ContainerDefinitions: [
            { Name: 'terraform-runner', Environment: [{ Name: 'STAGE', Value: 'dev' }] },
          ],
        },
      },
    });
    const { perform } = aws.region(REGION).deploymentTarget;

    expect(perform('ecs', 'DescribeClusters', { clusters: ['understudy-dev'] })).toMatchObject({
      failures: [],
    });
    expect(perform('ecs', 'DescribeTaskDefinition', { taskDefinition: 'runner' })).toMatchObject({
      taskDefinition: {
        taskRoleArn: 'arn:aws:iam::123456789012:role/task',
        containerDefinitions: [
          { name: 'terraform-runner', environment: [{ name: 'STAGE', value: 'dev' }] },
        ],
      },
    });
  });

  it('refuses an unknown type of resource by type and name', () => {
    const deployment = () => deploy({ Cache: { Type: 'AWS::ElastiCache::CacheCluster' } });

    expect(deployment).toThrow(/AWS::ElastiCache::CacheCluster \(Cache\)/);
  });

  it('leaves out what its condition excludes', () => {
    const resources = {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' }, Condition: 'Never' },
    };
    const template = { Resources: resources, Conditions: { Never: { 'Fn::Equals': [1, 2] } } };

    const aws = deploy({}, { package: { template, code: new Map() } });

    const arn = 'arn:aws:sns:eu-west-1:123456789012:alarms';
    expect(aws.region(REGION).sns.hasTopic(arn)).toBe(false);
  });

  it('makes queues, topics, alarms and their links', () => {
    const aws = deploy({
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      Refused: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          QueueName: 'refused',
          RedrivePolicy: {
            deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] },
            maxReceiveCount: 3,
          },
        },
      },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'refused-messages',
          Namespace: 'AWS/SQS',
          MetricName: 'ApproximateNumberOfMessagesVisible',
          Statistic: 'Maximum',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Refused', 'QueueName'] } }],
          AlarmActions: [{ Ref: 'Topic' }],
        },
      },
    });

    const { sqs, cloudwatch } = aws.region(REGION);
    expect(sqs.messages('refused')).toEqual([]);
    expect(cloudwatch.alarm('refused-messages')?.state).toBe('INSUFFICIENT_DATA');
  });

  it.each([
    ['without a value', {}, /a value for the parameter Topic/],
    [
      'that the template does not have',
      { parameters: { Topic: 'x', Other: 'y' } },
      /the parameter Other/,
    ],
  ])('refuses a parameter %s', (_, options, message) => {
    const template = { Resources: {}, Parameters: { Topic: { Type: 'String' } } };
    const stack = { package: { template, code: new Map() }, ...options };

    expect(() => deploy({}, stack)).toThrow(message);
  });

  it('refuses a function whose role may not be assumed by Lambda', () => {
    const role = (service: string) => ({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'worker',
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    });
    const fn = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ImageUri: `worker@sha256:${'0'.repeat(64)}` },
      },
    };

    expect(() => deploy({ Role: role('ec2.amazonaws.com'), Fn: fn })).toThrow(
      /may assume for worker/,
    );
    expect(() => deploy({ Role: role('lambda.amazonaws.com'), Fn: fn })).not.toThrow();
  });
});
