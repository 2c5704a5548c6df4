import {
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { callsOf, sendRead } from '../calls/send.ts';
import type { ReadOptions } from '../ports.ts';

/** How work outside Lambda answers the durable execution that waits for it. */
export interface CallbackSender {
  /** The answer; the first one counts. */
  succeed(token: string, result: unknown, options?: ReadOptions): Promise<void>;
  fail(token: string, code: string, message: string, options?: ReadOptions): Promise<void>;
  /** Still at work: without it the execution's patience would end. */
  heartbeat(token: string, options?: ReadOptions): Promise<void>;
}

/** A callback that is sent twice is answered once: the client may retry it. */
export function createCallbackSender(outside: { readonly client: LambdaClient }): CallbackSender {
  const { client } = outside;
  const call = callsOf('lambda', client);
  return {
    async succeed(token, result, options = {}) {
      const command = new SendDurableExecutionCallbackSuccessCommand({
        CallbackId: token,
        Result: new TextEncoder().encode(JSON.stringify(result)),
      });
      await sendRead(call('SendDurableExecutionCallbackSuccess'), options, (sending) =>
        client.send(command, sending),
      );
    },

    async fail(token, code, message, options = {}) {
      const command = new SendDurableExecutionCallbackFailureCommand({
        CallbackId: token,
        Error: { ErrorType: code, ErrorMessage: message },
      });
      await sendRead(call('SendDurableExecutionCallbackFailure'), options, (sending) =>
        client.send(command, sending),
      );
    },

    async heartbeat(token, options = {}) {
      const command = new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: token });
      await sendRead(call('SendDurableExecutionCallbackHeartbeat'), options, (sending) =>
        client.send(command, sending),
      );
    },
  };
}
