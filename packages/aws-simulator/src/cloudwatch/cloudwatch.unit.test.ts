import type {
  DescribeAlarmHistoryOutput,
  DescribeAlarmsOutput,
  GetMetricDataOutput,
  ListMetricsOutput,
  PutMetricAlarmInput,
} from '@aws-sdk/client-cloudwatch';

import { createStory, type Story } from '../scenarios/story.ts';
import { evaluateExpression } from './metric-query.ts';

const QUEUE_ALARM: PutMetricAlarmInput = {
  AlarmName: 'queue-depth',
  Namespace: 'Jupiter',
  MetricName: 'Depth',
  Statistic: 'Average',
  Period: 10,
  EvaluationPeriods: 2,
  Threshold: 100,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'ignore',
  AlarmActions: ['arn:aws:sns:us-east-1:123456789012:queues'],
};

function put(story: Story, Value: number): Promise<unknown> {
  const MetricData = [{ MetricName: 'Depth', Value }];
  return story.call('monitoring', 'PutMetricData', { Namespace: 'Jupiter', MetricData });
}

describe('alarms', () => {
  it('publishes the message that the guide shows, for an alarm on a metric', async () => {
    const story = createStory();
    const { jupiter, pair, pass, published } = story;

    jupiter.ec2.fault(pair.primaryId, 'hang');
    await pass(400);

    const notification = published.find(({ message }) => {
      return message['AlarmName'] === 'signaling-primary-health';
    });
    expect(notification?.topicArn).toBe(jupiter.topicArn);
    expect(notification?.message).toEqual({
      AlarmName: 'signaling-primary-health',
      AlarmDescription: 'Status checks of signaling-primary',
      AWSAccountId: '123456789012',
      AlarmConfigurationUpdatedTimestamp: '2026-11-22T03:00:00.000+0000',
      NewStateValue: 'ALARM',
      NewStateReason:
        'Threshold Crossed: 2 out of the last 2 datapoints [1.0 (22/11/26 03:02:00), ' +
        '1.0 (22/11/26 03:01:00)] were greater than or equal to the threshold (1.0) ' +
        '(minimum 2 datapoints for OK -> ALARM transition).',
      StateChangeTime: expect.stringMatching(/^2026-11-22T03:03:0\d\.\d{3}\+0000$/),
      Region: 'US East (N. Virginia)',
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:signaling-primary-health',
      OldStateValue: 'OK',
      OKActions: [jupiter.topicArn],
      AlarmActions: [jupiter.topicArn],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: 'StatusCheckFailed',
        Namespace: 'AWS/EC2',
        StatisticType: 'Statistic',
        Statistic: 'MAXIMUM',
        Unit: null,
        Dimensions: [{ value: pair.primaryId, name: 'InstanceId' }],
        Period: 60,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
        EvaluateLowSampleCountPercentile: '',
      },
    });
  });

  it('publishes metric queries under Trigger.Metrics, and tells EventBridge', async () => {
    const { events, jupiter, pair, pass, published } = createStory();

    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(400);

    expect(published).toHaveLength(1);
    expect(published[0]?.message).toMatchObject({
      AlarmName: 'signaling-service-health',
      Trigger: { Metrics: [{ Id: 'm1', MetricStat: { Stat: 'Average' }, ReturnData: true }] },
    });
    expect(events.at(-1)).toMatchObject({
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:signaling-service-health'],
      detail: {
        alarmName: 'signaling-service-health',
        previousState: { value: 'OK' },
        state: { value: 'ALARM', timestamp: expect.stringMatching(/\+0000$/) },
        configuration: { metrics: [{ id: 'm1', metricStat: { period: 60, stat: 'Average' } }] },
      },
    });
  });

  it('acts on a change of state and not again, and on the way back', async () => {
    const { jupiter, pair, pass, published } = createStory();

    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(1_800);
    const during = published.length;
    jupiter.ec2.fault(pair.primaryId, 'recover');
    await pass(600);

    expect(during).toBe(1);
    expect(published.map(({ message }) => message['NewStateValue'])).toEqual(['ALARM', 'OK']);
  });

  it('goes on without its topic: its history says that nobody was told', async () => {
    const { jupiter, pair, pass, call } = createStory({ publish: () => false });

    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(400);

    const { AlarmHistoryItems: items } = await call<{
      readonly AlarmHistoryItems: readonly { readonly HistorySummary: string }[];
    }>('monitoring', 'DescribeAlarmHistory', {
      AlarmName: 'signaling-service-health',
      HistoryItemType: 'Action',
    });
    expect(items.map(({ HistorySummary: summary }) => summary)).toEqual([
      expect.stringMatching(/^Failed to execute action arn:aws:sns:/),
    ]);
  });

  it('evaluates a short period every ten seconds', async () => {
    const story = createStory();
    await story.call('monitoring', 'PutMetricAlarm', QUEUE_ALARM);

    await put(story, 500);
    await story.pass(10);
    await put(story, 500);
    await story.pass(19);

    expect(story.published).toMatchObject([{ message: { AlarmName: 'queue-depth' } }]);
  });

  it('holds a state that was set until its next evaluation, and acts on it', async () => {
    const { call, jupiter, pair, pass, published } = createStory();
    const [, AlarmName] = pair.alarmNames;
    await pass(300);

    await call('monitoring', 'SetAlarmState', {
      AlarmName,
      StateValue: 'ALARM',
      StateReason: 'drill',
    });
    const atOnce = jupiter.cloudwatch.alarm(AlarmName)?.state;
    await pass(70);

    expect(atOnce).toBe('ALARM');
    expect(jupiter.cloudwatch.alarm(AlarmName)?.state).toBe('OK');
    expect(published.map(({ message }) => message['NewStateValue'])).toEqual(['ALARM', 'OK']);
  });

  it('does not act when a state is set that it is in already', async () => {
    const { call, pair, published } = createStory();
    const [AlarmName] = pair.alarmNames;

    await call('monitoring', 'SetAlarmState', { AlarmName, StateValue: 'OK', StateReason: 'x' });

    expect(published).toEqual([]);
  });

  it.each([
    { how: 'is stopped', hangs: false },
    { how: 'hangs in stopping', hangs: true },
  ])('notices an instance that $how by its missing data, minutes later', async ({ hangs }) => {
    const { call, jupiter, pair, pass } = createStory();
    const [primaryHealth] = pair.alarmNames;
    if (hangs) jupiter.ec2.fault(pair.primaryId, 'stop-hangs');

    await call('ec2', 'StopInstances', { InstanceIds: [pair.primaryId] });
    await pass(3 * 60);
    const early = jupiter.cloudwatch.alarm(primaryHealth);
    await pass(2 * 60);
    const late = jupiter.cloudwatch.alarm(primaryHealth);

    expect(early?.state).toBe('OK');
    expect(late).toMatchObject({
      state: 'ALARM',
      reason: expect.stringContaining('2 missing datapoints were treated as [Breaching]'),
    });
  });

  it('changes state without acting while its actions are disabled', async () => {
    const { call, jupiter, pair, pass, published } = createStory();
    await call('monitoring', 'DisableAlarmActions', { AlarmNames: [...pair.alarmNames] });

    jupiter.ec2.fault(pair.primaryId, 'crash');
    await pass(900);

    const states = pair.alarmNames.map((name) => jupiter.cloudwatch.alarm(name)?.state);
    expect(states).toEqual(['ALARM', 'ALARM']);
    expect(published).toEqual([]);
  });

  it('describes by name and prefix, in pages, with its history, and deletes', async () => {
    const { call, jupiter, pair, pass } = createStory({ services: ['signaling', 'messaging'] });
    const describe = (input: object): Promise<DescribeAlarmsOutput> =>
      call('monitoring', 'DescribeAlarms', input);
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(400);

    const prefixed = await describe({ AlarmNamePrefix: 'signaling-' });
    const first = await describe({ MaxRecords: 3 });
    const second = await describe({ MaxRecords: 3, NextToken: first.NextToken });
    const history = await call<DescribeAlarmHistoryOutput>('monitoring', 'DescribeAlarmHistory', {
      AlarmName: 'signaling-service-health',
      HistoryItemType: 'StateUpdate',
    });
    await call('monitoring', 'DeleteAlarms', { AlarmNames: ['signaling-service-health'] });

    expect(prefixed.MetricAlarms?.map(({ StateValue }) => StateValue)).toEqual(['OK', 'ALARM']);
    expect([first.MetricAlarms?.length, second.MetricAlarms?.length]).toEqual([3, 1]);
    expect(history.AlarmHistoryItems).toMatchObject([
      { HistorySummary: 'Alarm updated from OK to ALARM' },
    ]);
    expect((await describe({})).MetricAlarms).toHaveLength(3);
  });
});

describe('metrics', () => {
  it('counts healthy hosts by target group and balancer, minute by minute', async () => {
    const { call, clock, jupiter, pair, pass } = createStory();
    const [metric] =
      (
        await call<ListMetricsOutput>('monitoring', 'ListMetrics', {
          MetricName: 'HealthyHostCount',
        })
      ).Metrics ?? [];
    const StartTime = new Date(clock.now());

    await pass(60);
    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(120);
    const data = await call<GetMetricDataOutput>('monitoring', 'GetMetricData', {
      StartTime,
      EndTime: new Date(clock.now()),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        { Id: 'h', ReturnData: false, MetricStat: { Metric: metric, Period: 60, Stat: 'Minimum' } },
        { Id: 'lost', Expression: '1 - h' },
      ],
    });

    expect(metric?.Dimensions?.map(({ Name }) => Name)).toEqual(['TargetGroup', 'LoadBalancer']);
    expect(data.MetricDataResults).toMatchObject([{ Id: 'lost', Values: [0, 1, 1] }]);
  });

  it.each([
    { text: '1 + 2 * 3', value: 7 },
    { text: '(a + 2) / 4 - 1', value: 0 },
    { text: 'a + gone', value: undefined },
  ])('computes $text', ({ text, value }) => {
    expect(evaluateExpression(text, (id) => (id === 'a' ? 2 : undefined))).toBe(value);
  });

  it.each(['IF(a, 1)', '1 +', '(1', '$'])('refuses %s, which is not simulated', (text) => {
    expect(() => evaluateExpression(text, () => 1)).toThrow('sums and products');
  });
});
