import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type CompositeAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { oneOf, present } from './calls/answers.ts';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { readInChunks, readPages } from './calls/pages.ts';
import { refuseChanges } from './calls/reads-only.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { AlarmFact, CloudWatchReads } from './ports.ts';

export { createMetricReads } from './metrics.ts';

const STATES: readonly AlarmFact['state'][] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];

/** A CloudWatch client; Understudy only asks it. */
export function createCloudWatchClient(options: ClientOptions): CloudWatchClient {
  const client = new CloudWatchClient(clientSettings(options, 'reads'));
  refuseChanges(client);
  return client;
}

/** What the alarms say, composite ones included. Alarms that do not exist are left out. */
export function createCloudWatchReads(outside: {
  readonly client: CloudWatchClient;
}): CloudWatchReads {
  const { client } = outside;
  const call = callsOf('cloudwatch', client)('DescribeAlarms');
  return {
    async describeAlarms(names, options = {}) {
      return await readInChunks(names, (chunk) =>
        readPages('cloudwatch:DescribeAlarms', async (next) => {
          const command = new DescribeAlarmsCommand({
            AlarmNames: chunk,
            // Without this, composite alarms are left out even when they are named.
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            MaxRecords: 100,
            ...(next ? { NextToken: next } : {}),
          });
          const answer = await sendRead(call, options, (sending) => client.send(command, sending));
          const alarms = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])];
          return { items: alarms.map(toAlarmFact), next: answer.NextToken };
        }),
      );
    },
  };
}

function toAlarmFact(alarm: MetricAlarm & CompositeAlarm): AlarmFact {
  // The configuration may be touched without any change of state: the transition's time is meant.
  const changed = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    name: present(alarm.AlarmName, 'AlarmName'),
    arn: present(alarm.AlarmArn, 'AlarmArn'),
    state: oneOf(alarm.StateValue, STATES, 'alarm state'),
    reason: alarm.StateReason ?? '',
    ...(changed ? { changedAtMilliseconds: changed.getTime() } : {}),
    dimensions: dimensionsOf(alarm),
  };
}

/** Of its metric, or of every metric in its expression; the first of equal names stays. */
function dimensionsOf(alarm: MetricAlarm): Readonly<Record<string, string>> {
  const ofMetrics = (alarm.Metrics ?? []).flatMap(
    (one) => one.MetricStat?.Metric?.Dimensions ?? [],
  );
  const all = [...(alarm.Dimensions ?? []), ...ofMetrics].toReversed();
  return Object.fromEntries(all.map((one) => [one.Name ?? '', one.Value ?? '']));
}
