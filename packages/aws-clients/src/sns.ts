import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { SnsPublisher } from './ports.ts';

/** SNS refuses longer subjects. */
const SUBJECT_CHARACTERS_MAX = 100;

/** SNS takes 256 KB; a message to people is a sentence, its evidence and a command. */
const MESSAGE_CHARACTERS_MAX = 60_000;

/** A client for messages to people: told twice is better than not at all, so it may retry. */
export function createSnsClient(options: ClientOptions): SNSClient {
  return new SNSClient(clientSettings(options, 'reads'));
}

export function createSnsPublisher({ client }: { readonly client: SNSClient }): SnsPublisher {
  const call = callsOf('sns', client)('Publish');
  return {
    async publish(topicArn, subject, message, options = {}) {
      const command = new PublishCommand({
        TopicArn: topicArn,
        Subject: toSubject(subject),
        Message: message.slice(0, MESSAGE_CHARACTERS_MAX),
      });
      await sendRead(call, options, (sending) => client.send(command, sending));
    },
  };
}

/** SNS refuses a subject with line breaks or beyond printable ASCII; a person must be told anyway. */
function toSubject(subject: string): string {
  const plain = subject.replaceAll(/[^\x21-\x7e]+/g, ' ').trim();
  return plain.slice(0, SUBJECT_CHARACTERS_MAX) || 'Understudy';
}
