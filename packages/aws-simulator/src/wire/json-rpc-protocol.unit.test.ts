import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

import { clientSettings, createFixtureWorld } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { ServiceName } from '../kernel/world.ts';

const fixture = createFixtureWorld();
const settings = clientSettings(fixture.door);
const dynamodb = new DynamoDBClient(settings);
const sqs = new SQSClient(settings);
const events = new EventBridgeClient(settings);
const cloudwatch = new CloudWatchClient(settings);

const happened = new Date('2026-01-02T03:04:05.678Z');

interface Case {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  readonly output: object;
  readonly send: (input: never) => Promise<object>;
}

const ITEM = {
  id: { S: 'incident-1' },
  count: { N: '12345678901234567890' },
  raw: { B: new Uint8Array([0, 255, 10]) },
  flags: { M: { open: { BOOL: true }, gone: { NULL: true }, deep: { L: [{ SS: ['a', 'b'] }] } } },
};

const CASES: readonly Case[] = [
  {
    service: 'dynamodb',
    operation: 'PutItem',
    input: { TableName: 't', Item: ITEM, ConditionExpression: 'attribute_not_exists(id)' },
    output: { Attributes: ITEM, ConsumedCapacity: { TableName: 't', CapacityUnits: 1.5 } },
    send: (input) => dynamodb.send(new PutItemCommand(input)),
  },
  {
    service: 'dynamodb',
    operation: 'Query',
    input: { TableName: 't', ScanIndexForward: false, Limit: 3, ConsistentRead: true },
    output: { Items: [ITEM, {}], Count: 2, ScannedCount: 2, LastEvaluatedKey: ITEM },
    send: (input) => dynamodb.send(new QueryCommand(input)),
  },
  {
    service: 'sqs',
    operation: 'ReceiveMessage',
    input: {
      QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/123456789012/q',
      MaxNumberOfMessages: 10,
    },
    output: {
      Messages: [
        {
          MessageId: 'm-1',
          Body: 'é',
          MD5OfBody: '4b2b90ce6b2af6d9f8a45d4a0c0e8a9c',
          MessageAttributes: { raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
        },
      ],
    },
    send: (input) =>
      new SQSClient({ ...settings, md5: false, useQueueUrlAsEndpoint: false }).send(
        new ReceiveMessageCommand(input),
      ),
  },
  {
    service: 'events',
    operation: 'PutEvents',
    input: { Entries: [{ Time: happened, Source: 'understudy', Detail: '{}', DetailType: 'x' }] },
    output: { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] },
    send: (input) => events.send(new PutEventsCommand(input)),
  },
  {
    service: 'monitoring',
    operation: 'DescribeAlarms',
    input: { AlarmNames: ['jupiter'], AlarmTypes: ['MetricAlarm'] },
    output: {
      MetricAlarms: [
        {
          AlarmName: 'jupiter',
          StateUpdatedTimestamp: happened,
          Threshold: 0.5,
          ActionsEnabled: true,
          Dimensions: [{ Name: 'TargetGroup', Value: 'tg' }],
        },
      ],
    },
    send: (input) => cloudwatch.send(new DescribeAlarmsCommand(input)),
  },
  {
    service: 'monitoring',
    operation: 'PutMetricData',
    input: {
      Namespace: 'understudy',
      // Long enough to be compressed by the client.
      MetricData: Array.from({ length: 400 }, (_, index) => ({
        MetricName: `incidents-${index}`,
        Timestamp: happened,
        Value: index + 0.25,
      })),
    },
    output: {},
    send: (input) => cloudwatch.send(new PutMetricDataCommand(input)),
  },
];

describe('awsJson', () => {
  it.each(CASES)('carries $service:$operation there and back', async (each) => {
    fixture.stage(each.service, each.operation, () => each.output);

    const { $metadata, ...output } = (await each.send(each.input as never)) as {
      $metadata?: { requestId?: string };
    };

    expect(fixture.calls.at(-1)?.input).toEqual(each.input);
    expect(output).toEqual(each.output);
    expect($metadata?.requestId).toBe(fixture.calls.at(-1)?.requestId);
  });

  it('gives an error the members that its schema has', async () => {
    fixture.stage('dynamodb', 'PutItem', () => {
      throw new AwsFault('ConditionalCheckFailedException', 400, 'failed', { Item: ITEM });
    });

    const failing = dynamodb.send(new PutItemCommand({ TableName: 't', Item: ITEM }));

    await expect(failing).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'failed',
      Item: ITEM,
      $fault: 'client',
    });
  });

  it('gives a cancelled transaction its reasons', async () => {
    const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: ITEM }];
    fixture.stage('dynamodb', 'TransactWriteItems', () => {
      throw new AwsFault('TransactionCanceledException', 400, 'no', {
        CancellationReasons: reasons,
      });
    });

    const failing = dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [] }));

    await expect(failing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: reasons,
    });
  });

  it.each(['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'])(
    'tells the code of the query protocol beside %s',
    async (code) => {
      fixture.stage('sqs', 'GetQueueUrl', () => {
        throw new AwsFault(code, 400, 'no such queue');
      });

      const failing = sqs.send(new GetQueueUrlCommand({ QueueName: 'x' }));

      await expect(failing).rejects.toMatchObject({
        name: 'QueueDoesNotExist',
        Code: 'AWS.SimpleQueueService.NonExistentQueue',
        Type: 'Sender',
      });
    },
  );

  it('is unmoved by an error that no schema describes', async () => {
    fixture.stage('events', 'PutEvents', () => {
      throw new AwsFault('ThrottlingException', 400, 'slow down');
    });

    const failing = events.send(new PutEventsCommand({ Entries: [] }));

    await expect(failing).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'slow down',
    });
  });
});
