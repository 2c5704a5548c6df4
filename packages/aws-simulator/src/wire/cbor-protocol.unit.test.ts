import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricWidgetImageCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';

import { clientSettings, createFixtureWorld } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';

const fixture = createFixtureWorld();
const cloudwatch = new CloudWatchClient({
  ...clientSettings(fixture.door),
  protocol: SmithyRpcV2CborProtocol,
});

const happened = new Date('2026-01-02T03:04:05.678Z');

const CASES: readonly {
  readonly operation: string;
  readonly input: object;
  readonly output: object;
  readonly send: (input: never) => Promise<object>;
}[] = [
  {
    operation: 'GetMetricData',
    input: {
      StartTime: happened,
      EndTime: new Date('2026-01-02T04:00:00Z'),
      MetricDataQueries: [
        {
          Id: 'm1',
          ReturnData: true,
          MetricStat: {
            Period: 60,
            Stat: 'Minimum',
            Metric: { Dimensions: [{ Name: 'LoadBalancer', Value: 'é' }] },
          },
        },
      ],
    },
    output: {
      MetricDataResults: [{ Id: 'm1', Timestamps: [happened], Values: [0, 1.5, -2, 1e300] }],
    },
    send: (input) => cloudwatch.send(new GetMetricDataCommand(input)),
  },
  {
    operation: 'PutMetricAlarm',
    input: { AlarmName: 'jupiter', EvaluationPeriods: 3, Threshold: 0.1, ActionsEnabled: false },
    output: {},
    send: (input) => cloudwatch.send(new PutMetricAlarmCommand(input)),
  },
  {
    operation: 'GetMetricWidgetImage',
    input: { MetricWidget: '{}' },
    output: { MetricWidgetImage: new Uint8Array([137, 80, 78, 71]) },
    send: (input) => cloudwatch.send(new GetMetricWidgetImageCommand(input)),
  },
];

describe('rpcv2Cbor', () => {
  it.each(CASES)('carries $operation there and back', async (each) => {
    fixture.stage('monitoring', each.operation, () => each.output);

    const sent = (await each.send(each.input as never)) as { $metadata?: unknown };
    const { $metadata, ...output } = sent;

    expect(fixture.calls.at(-1)?.input).toEqual(each.input);
    expect(output).toEqual(each.output);
    expect($metadata).toMatchObject({ requestId: fixture.calls.at(-1)?.requestId });
  });

  it('turns an error into the modelled class of the client', async () => {
    fixture.stage('monitoring', 'DescribeAlarms', () => {
      throw new AwsFault('InvalidNextToken', 400, 'no such token');
    });

    const failing = cloudwatch.send(new DescribeAlarmsCommand({ NextToken: 'x' }));

    await expect(failing).rejects.toMatchObject({
      name: 'InvalidNextToken',
      message: 'no such token',
    });
  });
});
