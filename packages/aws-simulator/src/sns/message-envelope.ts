import type { MessageAttributeValue } from '@aws-sdk/client-sns';

/** A message as its subscribers see it. */
export interface PublishedMessage {
  readonly id: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  readonly text: string;
  readonly atMilliseconds: number;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

/** Nobody verifies signatures here; the text has the form of one. */
const SIGNATURE =
  'EXAMPLElDMXvB8r9R83tGoNn0ecwd5UjllzsvSvbItzfaMpN2nk5HVSw7XnOn/49IkxDKz8YrlH2qJXj2iZB0Zo2O71c4qQk1fMUDi3LGpij7RCW7AW9vYYsSqIKRnFS94ilu7NFhUzLiieYr4BKHpdTmdD6c0esKEYBpabxDSc=';

/** documented: the event of a function that a topic invokes, one record each. */
export function functionEvent(message: PublishedMessage, subscriptionArn: string): object {
  const { SigningCertURL, UnsubscribeURL, ...rest } = envelope(message, subscriptionArn);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          ...rest,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
          Subject: message.subject ?? null,
          MessageAttributes: attributesOf(message),
        },
      },
    ],
  };
}

/** documented: the body of a queue's message, unless the delivery is raw. */
export function queueBody(message: PublishedMessage, subscriptionArn: string): string {
  const attributes = attributesOf(message);
  return JSON.stringify({
    ...envelope(message, subscriptionArn),
    ...(message.subject === undefined ? {} : { Subject: message.subject }),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
  });
}

function envelope(message: PublishedMessage, subscriptionArn: string) {
  const region = message.topicArn.split(':')[3] ?? '';
  const host = `https://sns.${region}.amazonaws.com`;
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: message.topicArn,
    Message: message.text,
    Timestamp: new Date(message.atMilliseconds).toISOString(),
    SignatureVersion: '1',
    Signature: SIGNATURE,
    SigningCertURL: `${host}/SimpleNotificationService-0000000000000000000000.pem`,
    UnsubscribeURL: `${host}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
  };
}

function attributesOf({ attributes }: PublishedMessage): Record<string, object> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        Type: DataType,
        Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64'),
      },
    ]),
  );
}
