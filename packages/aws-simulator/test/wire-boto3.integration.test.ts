import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createHttpDoor } from '../src/http/http-door.ts';
import { createFixtureWorld } from './wire-fixtures.ts';
import { runPythonScript } from './wire-python.ts';
import { stageServices } from './wire-staged-services.ts';

const SCRIPT = readFileSync(join(__dirname, 'wire-boto3.py'), 'utf8');
const HAPPENED = '2026-01-02T03:04:05+00:00';

describe('boto3 over HTTP', () => {
  const fixture = createFixtureWorld();
  const http = createHttpDoor(fixture.door, { port: 0 });
  let understood: Record<string, unknown> = {};

  beforeAll(async () => {
    stageServices(fixture);
    const { url } = await http.start();
    understood = (await runPythonScript(SCRIPT, url)) as Record<string, unknown>;
    const presigned = await fetch(String(understood['presigned']));
    understood['presigned'] = await presigned.text();
  });

  afterAll(() => http.stop());

  function inputOf(operation: string): unknown {
    return fixture.calls.find((call) => call.operation === operation)?.input;
  }

  it('reads answers of EC2', () => {
    const expected = {
      InstanceId: 'i-1',
      LaunchTime: HAPPENED,
      State: { Code: 16, Name: 'running' },
      Tags: [{ Key: 'tag:service', Value: 'jupiter|a&b <é>' }],
    };

    expect(understood['instances']).toEqual({
      Reservations: [{ ReservationId: 'r-1', Instances: [expected] }],
    });
  });

  it.each([
    { call: 'stop', type: 'ClientError', code: 'IncorrectInstanceState', status: 400 },
    {
      call: 'health',
      type: 'TargetGroupNotFoundException',
      code: 'TargetGroupNotFound',
      status: 400,
    },
    {
      call: 'queue',
      type: 'QueueDoesNotExist',
      code: 'AWS.SimpleQueueService.NonExistentQueue',
      status: 400,
    },
    {
      call: 'put',
      type: 'ConditionalCheckFailedException',
      code: 'ConditionalCheckFailedException',
      status: 400,
    },
    {
      call: 'function',
      type: 'ResourceNotFoundException',
      code: 'ResourceNotFoundException',
      status: 404,
    },
    { call: 'badChange', type: 'InvalidChangeBatch', code: 'InvalidChangeBatch', status: 400 },
  ])('reads the refusal of $call as $type', ({ call, type, code, status }) => {
    expect(understood[call]).toMatchObject({
      type,
      status,
      Code: code,
      Message: expect.stringMatching(/^refused </),
    });
  });

  it('reads answers of the other query services', () => {
    expect(understood).toMatchObject({
      register: {},
      publish: { MessageId: 'm a b+c&é' },
      topic: { Attributes: { Policy: '{"a":"<b>"}' } },
      identity: { Account: '123456789012' },
    });
    expect(inputOf('RegisterTargets')).toEqual({
      TargetGroupArn: 'arn',
      Targets: [{ Id: 'i-1', Port: 80 }],
    });
  });

  it('reads answers of the JSON services', () => {
    expect(understood).toMatchObject({
      queues: { QueueUrls: ['https://sqs/1', 'https://sqs/2'] },
      item: {
        Item: {
          id: { S: 'incident-é' },
          count: { N: '42' },
          raw: { B: '\u0000\u00ff' },
          nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }] } } },
        },
      },
      events: { FailedEntryCount: 0 },
    });
    expect(inputOf('GetItem')).toEqual({
      TableName: 't',
      Key: { id: { S: 'é' }, raw: { B: new Uint8Array([0, 255]) } },
    });
  });

  it('reads answers of the REST services', () => {
    expect(understood).toMatchObject({
      invoked: { status: 200, error: 'Unhandled', payload: '{"got":{"a":"ü"}}' },
      records: {
        ResourceRecordSets: [
          {
            Name: 'jupiter.example.',
            Type: 'A',
            TTL: 60,
            ResourceRecords: [{ Value: '192.0.2.1' }],
          },
        ],
      },
      change: { ChangeInfo: { Id: '/change/C1', SubmittedAt: HAPPENED, Comment: 'fine <>' } },
    });
    expect(inputOf('ListResourceRecordSets')).toEqual({ HostedZoneId: 'Z1' });
  });

  it.each(['json', 'query', 'smithy-rpc-v2-cbor'])('speaks CloudWatch in %s', (protocol) => {
    const { alarms, refusal } = Object(understood['cloudwatch'])[protocol];

    expect(alarms.MetricAlarms).toEqual([
      {
        AlarmName: 'jupiter',
        StateValue: 'ALARM',
        StateUpdatedTimestamp: HAPPENED,
        Threshold: 0.5,
        ActionsEnabled: true,
        Dimensions: [{ Name: 'TargetGroup', Value: 'tg/1' }],
      },
    ]);
    expect(refusal).toMatchObject({ type: 'ResourceNotFound', status: 404 });
  });

  it('sends all its metrics, compressed or not', () => {
    const sent = fixture.calls.filter((call) => call.operation === 'PutMetricData');

    expect(sent).toHaveLength(3);
    for (const { input } of sent) {
      const { MetricData } = input as { MetricData: object[] };
      expect(MetricData).toHaveLength(500);
      expect(MetricData[499]).toEqual({ MetricName: 'm499', Value: 499, Unit: 'Count' });
    }
  });

  it('presigns a request that the door answers', () => {
    expect(understood['presigned']).toContain('<Account>123456789012</Account>');
  });
});
