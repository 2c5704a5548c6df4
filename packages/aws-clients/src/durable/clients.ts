import { LambdaClient } from '@aws-sdk/client-lambda';
import { clientSettings, type ClientOptions } from '../calls/client-settings.ts';

/** A Lambda client. Starts and stops are idempotent, so it may retry; `invoke` is sent once. */
export function createLambdaClient(options: ClientOptions): LambdaClient {
  return new LambdaClient(clientSettings(options, 'reads'));
}
