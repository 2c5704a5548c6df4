import type {
  DurableExecutionClient,
  DurableExecutionInvocationInput,
} from '@aws/durable-execution-sdk-js';

export interface Journaled {
  /** The journal's client, whose pages are counted. */
  readonly client: DurableExecutionClient;
  /** A new invocation, with the first page of its journal. */
  begin(context: object, event: DurableExecutionInvocationInput): void;
  /** How many operations were journaled before this invocation, on all pages. */
  of(context: object): number;
}

/**
 * Counts what an invocation is told of its journal. A long one comes in pages, and all but the first
 * are asked for by the SDK: whoever counted the first alone would see a run that does not get on.
 * Tokens name invocations: each has one of its own until it checkpoints.
 */
export function countJournaled(client: DurableExecutionClient): Journaled {
  const counts = new WeakMap<object, { operations: number }>();
  const byToken = new Map<string, { operations: number }>();
  return {
    begin(context, event) {
      const count = { operations: event.InitialExecutionState?.Operations?.length ?? 0 };
      counts.set(context, count);
      if (event.InitialExecutionState?.NextMarker && event.CheckpointToken) {
        byToken.set(event.CheckpointToken, count);
      }
    },
    of(context) {
      return counts.get(context)?.operations ?? 0;
    },
    client: {
      async getExecutionState(params, logger) {
        const page = await client.getExecutionState(params, logger);
        const token = params.CheckpointToken ?? '';
        const count = byToken.get(token);
        if (count) count.operations += page.Operations?.length ?? 0;
        if (!page.NextMarker) byToken.delete(token);
        return page;
      },
      checkpoint: (params, logger) => client.checkpoint(params, logger),
    },
  };
}
