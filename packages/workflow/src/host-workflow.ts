import type { DurableExecutionClient, DurableLambdaHandler } from '@aws/durable-execution-sdk-js';
import { systemClock, type Clock } from '@understudy/clock';
import { createWorkflow } from './create-workflow.ts';
import { countJournaled } from './count-journaled.ts';
import { createLambdaJournal, durableSdk, type DurableSdk } from './durable-sdk.ts';
import { toJournaledError } from './journaled-error.ts';
import type { Invocation, Workflow } from './verbs.ts';

/** The workflow itself: deterministic code over the verbs. */
export type WorkflowBody = (
  workflow: Workflow,
  input: unknown,
  invocation: Invocation,
) => Promise<unknown>;

export interface HostOptions {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** The journal. Default: the SDK's own client of Lambda, which is what production uses. */
  readonly client?: DurableExecutionClient;
  /** Default: the SDK as it is; a simulation brings a copy on virtual time. */
  readonly sdk?: DurableSdk;
  /** Told of each invocation before the body runs: for logs and for the environment's own set-up. */
  readonly onInvocation?: (invocation: Invocation, input: unknown) => void | Promise<void>;
}

/** A Lambda handler that runs the body as a durable execution. */
export function hostWorkflow(body: WorkflowBody, options: HostOptions = {}): DurableLambdaHandler {
  const { clock = systemClock, client = createLambdaJournal(), sdk = durableSdk } = options;
  const journaled = countJournaled(client);
  const handler = sdk.withDurableExecution(
    async (input: unknown, context) => {
      const invocation: Invocation = {
        executionArn: context.executionContext.durableExecutionArn,
        deadlineMilliseconds: clock.now() + context.lambdaContext.getRemainingTimeInMillis(),
        requestId: context.lambdaContext.awsRequestId,
        journaled: journaled.of(context.lambdaContext),
        clock,
      };
      await options.onInvocation?.(invocation, input);
      try {
        return await body(createWorkflow(context, { sdk, invocation }), input, invocation);
      } catch (thrown) {
        throw toJournaledError(sdk, thrown);
      }
    },
    { durableExecutionClient: journaled.client },
  );
  return (event, context) => {
    journaled.begin(context, event);
    return handler(event, context);
  };
}
