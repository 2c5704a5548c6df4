import { AwsFault } from '../src/kernel/aws-fault.ts';
import type { FixtureWorld } from './wire-fixtures.ts';

export const HAPPENED = new Date('2026-01-02T03:04:05.000Z');

const ITEM = {
  id: { S: 'incident-é' },
  count: { N: '42' },
  raw: { B: new Uint8Array([0, 255]) },
  nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }] } } },
};

/** What each service answers; written by hand, so that the clients' reading of it is the test. */
const ANSWERS: readonly (readonly [
  Parameters<FixtureWorld['stage']>[0],
  string,
  (input: never) => unknown,
])[] = [
  ['ec2', 'DescribeInstances', describeInstances],
  ['ec2', 'StopInstances', () => refuse('IncorrectInstanceState', 400)],
  ['elasticloadbalancing', 'DescribeTargetHealth', () => refuse('TargetGroupNotFound', 400)],
  ['elasticloadbalancing', 'RegisterTargets', () => ({})],
  ['sns', 'Publish', (input: { Message?: string }) => ({ MessageId: `m ${input.Message}` })],
  ['sns', 'GetTopicAttributes', () => ({ Attributes: { Policy: '{"a":"<b>"}' } })],
  ['sqs', 'GetQueueUrl', () => refuse('QueueDoesNotExist', 400)],
  ['sqs', 'ListQueues', () => ({ QueueUrls: ['https://sqs/1', 'https://sqs/2'] })],
  ['monitoring', 'DescribeAlarms', () => ({ MetricAlarms: [alarm()], CompositeAlarms: [] })],
  ['monitoring', 'PutMetricData', () => ({})],
  ['monitoring', 'SetAlarmState', () => refuse('ResourceNotFound', 404)],
  ['dynamodb', 'GetItem', () => ({ Item: ITEM })],
  ['dynamodb', 'PutItem', () => refuse('ConditionalCheckFailedException', 400, { Item: ITEM })],
  ['lambda', 'Invoke', invoke],
  ['lambda', 'GetFunction', () => refuse('ResourceNotFoundException', 404)],
  ['route53', 'ListResourceRecordSets', listRecords],
  ['route53', 'ChangeResourceRecordSets', changeRecords],
  ['events', 'PutEvents', () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] })],
  ['sts', 'GetCallerIdentity', () => ({ Account: '123456789012', UserId: 'u', Arn: 'arn:u' })],
];

export function stageServices(fixture: FixtureWorld): void {
  for (const [service, operation, act] of ANSWERS) {
    fixture.stage(service, operation, act as (input: unknown) => unknown);
  }
}

function refuse(code: string, status: number, members = {}): never {
  throw new AwsFault(code, status, `refused <${code}>`, members);
}

function describeInstances(input: { Filters?: { Name?: string; Values?: string[] }[] }) {
  const Tags = (input.Filters ?? []).map(({ Name, Values }) => ({
    Key: Name,
    Value: (Values ?? []).join('|'),
  }));
  const Instances = [
    { InstanceId: 'i-1', LaunchTime: HAPPENED, State: { Code: 16, Name: 'running' }, Tags },
  ];
  return { Reservations: [{ ReservationId: 'r-1', Instances }] };
}

function alarm() {
  return {
    AlarmName: 'jupiter',
    StateValue: 'ALARM',
    StateUpdatedTimestamp: HAPPENED,
    Threshold: 0.5,
    ActionsEnabled: true,
    Dimensions: [{ Name: 'TargetGroup', Value: 'tg/1' }],
  };
}

function invoke(input: { Payload?: Uint8Array }) {
  const Payload = Buffer.from(`{"got":${Buffer.from(input.Payload ?? []).toString() || 'null'}}`);
  return { StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '7', Payload };
}

function listRecords() {
  const ResourceRecords = [{ Value: '192.0.2.1' }];
  return {
    ResourceRecordSets: [{ Name: 'jupiter.example.', Type: 'A', TTL: 60, ResourceRecords }],
    IsTruncated: false,
    MaxItems: 300,
  };
}

function changeRecords(input: { ChangeBatch?: { Comment?: string } }) {
  const { Comment } = input.ChangeBatch ?? {};
  if (Comment === 'bad') refuse('InvalidChangeBatch', 400, { messages: ['one'] });
  return { ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: HAPPENED, Comment } };
}
