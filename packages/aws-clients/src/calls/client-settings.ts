import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { HttpHandlerUserInput } from '@smithy/core/protocols';
import {
  CHANGE_ATTEMPTS,
  CONNECTION_TIMEOUT_MS,
  READ_ATTEMPTS,
  REQUEST_TIMEOUT_MS,
} from './limits.ts';

/** What a client needs to know of its surroundings; all but the region has AWS's own defaults. */
export interface ClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Another way to the services: a simulated world, a test. */
  readonly requestHandler?: HttpHandlerUserInput;
}

/** What a client is used for: reads are retried by it, changes are not. */
export type ClientUse = 'reads' | 'changes';

export interface ClientSettings {
  readonly region: string;
  readonly maxAttempts: number;
  readonly retryMode: 'adaptive' | 'standard';
  readonly requestHandler: HttpHandlerUserInput;
  readonly endpoint?: string;
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider;
}

/** The settings of one client. Every request ends: by its answer, its signal or its time-outs. */
export function clientSettings(options: ClientOptions, use: ClientUse): ClientSettings {
  const { region, endpoint, credentials } = options;
  return {
    region,
    maxAttempts: use === 'reads' ? READ_ATTEMPTS : CHANGE_ATTEMPTS,
    // Adaptive would hold a change back on this side, past what its permit was issued for.
    retryMode: use === 'reads' ? 'adaptive' : 'standard',
    requestHandler: options.requestHandler ?? {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without this the SDK only warns when the time is up, and goes on waiting.
      throwOnRequestTimeout: true,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}
