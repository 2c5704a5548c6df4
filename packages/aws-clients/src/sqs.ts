import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings, type ClientOptions } from './calls/client-settings.ts';
import { callsOf, sendRead } from './calls/send.ts';
import type { SqsSender } from './ports.ts';

/** A client for our own queues: a message kept twice harms nobody, so it may retry. */
export function createSqsClient(options: ClientOptions): SQSClient {
  return new SQSClient(clientSettings(options, 'reads'));
}

export function createSqsSender({ client }: { readonly client: SQSClient }): SqsSender {
  const call = callsOf('sqs', client)('SendMessage');
  return {
    async send(queueUrl, body, options = {}) {
      const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body });
      await sendRead(call, options, (sending) => client.send(command, sending));
    },
  };
}
