import type { Scene } from '@understudy/fault-simulation';

/** What SNS hands to a function: an alarm's message in its envelope, as the user's document shows. */
export function snsEvent(
  message: object | string,
  topicArn = 'arn:aws:sns:us-east-1:123456789012:jupiter-failover-topic',
): object {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: `${topicArn}:0d5ae3f5`,
        Sns: {
          Type: 'Notification',
          MessageId: '6d1b2c54-0001',
          TopicArn: topicArn,
          Subject: 'ALARM',
          Message: typeof message === 'string' ? message : JSON.stringify(message),
          Timestamp: '2026-11-22T03:05:00.000Z',
        },
      },
    ],
  };
}

/** A CloudWatch alarm's message, as SNS carries it. */
export function alarmMessage(
  changedAtMilliseconds: number,
  changes: Readonly<Record<string, unknown>> = {},
): object {
  return {
    AlarmName: 'signaling-primary-health',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:signaling-primary-health',
    AWSAccountId: '123456789012',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: new Date(changedAtMilliseconds).toISOString().replace('Z', '+0000'),
    OldStateValue: 'OK',
    Trigger: { MetricName: 'StatusCheckFailed', Namespace: 'AWS/EC2', Dimensions: [] },
    ...changes,
  };
}

/** The same change of an alarm, as EventBridge carries it. */
export function alarmEvent(changedAtMilliseconds: number): object {
  const at = new Date(changedAtMilliseconds).toISOString();
  return {
    version: '0',
    id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: at,
    region: 'us-east-1',
    resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:signaling-primary-health'],
    detail: {
      alarmName: 'signaling-primary-health',
      configuration: { metrics: [] },
      previousState: { value: 'OK', timestamp: at },
      state: { value: 'ALARM', reason: 'Threshold Crossed', timestamp: at },
    },
  };
}

/** Hands an event to the router as SNS and EventBridge do: asynchronously, retried when it fails. */
export function deliver(at: Scene, event: unknown): void {
  deliverText(at, JSON.stringify(event));
}

/** The same, with a payload that only text can hold. */
export function deliverText(at: Scene, payload: string): void {
  at.region.lambda.takeEvent({
    functionArn: `arn:aws:lambda:us-east-1:123456789012:function:${at.tableName}-alarm-router`,
    payload,
    requestId: `event-${at.clock.now()}`,
  });
}

/** A person's hand on an alarm: it changes its state, and nothing else. */
export function setAlarm(at: Scene, name: string, state: 'ALARM' | 'OK'): Promise<unknown> {
  return at.asPerson('monitoring', 'SetAlarmState', {
    AlarmName: name,
    StateValue: state,
    StateReason: 'a test',
  });
}

/** The bodies of a queue's messages. */
export async function messagesOf(at: Scene, queue: string): Promise<readonly string[]> {
  const { Messages = [] } = await at.asPerson<{
    Messages?: readonly { readonly Body: string }[];
  }>('sqs', 'ReceiveMessage', {
    QueueUrl: `https://sqs.us-east-1.amazonaws.com/123456789012/${queue}`,
    MaxNumberOfMessages: 10,
  });
  return Messages.map(({ Body }) => Body);
}

/** What people were told: the messages of the outgoing topic. */
export function toldOf(at: Scene): readonly Readonly<Record<string, string>>[] {
  return at.aws.world.log.entries.flatMap((entry) => {
    if (entry.kind !== 'call' || entry.call.operation !== 'Publish') return [];
    const { TopicArn = '', Message = '{}' } = entry.call.input as {
      readonly TopicArn?: string;
      readonly Message?: string;
    };
    return TopicArn.endsWith('-notifications')
      ? [JSON.parse(Message) as Record<string, string>]
      : [];
  });
}
