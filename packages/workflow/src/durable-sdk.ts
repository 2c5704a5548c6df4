import {
  DurableExecutionApiClient,
  StepError,
  withDurableExecution,
  type DurableExecutionClient,
} from '@aws/durable-execution-sdk-js';

/**
 * What we use of the durable SDK. It is passed in so that a simulation can bring a copy whose
 * clock is virtual; naming the two exports, not the whole module, keeps bundles small.
 */
export interface DurableSdk {
  readonly StepError: typeof StepError;
  readonly withDurableExecution: typeof withDurableExecution;
}

/** The SDK as it is: what Lambda and `--local` use. */
export const durableSdk: DurableSdk = { StepError, withDurableExecution };

/** Lambda's own journal, by the SDK's own client; it is made when it is first asked. */
export function createLambdaJournal(): DurableExecutionClient {
  let made: DurableExecutionClient | undefined;
  const client = (): DurableExecutionClient => (made ??= new DurableExecutionApiClient());
  return {
    getExecutionState: (...given) => client().getExecutionState(...given),
    checkpoint: (...given) => client().checkpoint(...given),
  };
}
