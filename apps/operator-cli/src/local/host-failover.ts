import type { LeaseStore, TimelineEntry } from '@understudy/leases';
import {
  runFailover,
  type FailoverInput,
  type FailoverWorld,
} from '@understudy/sns-instance-failover';
import { TerminalError } from '@understudy/errors';

import { parseResult, type ExecutionResult } from '../world/executions.ts';
import { hostLocally, resultOf, tellingStore } from './host-locally.ts';
import type { Hosting } from './local-run.ts';

/** The failover of a service, on this machine. */
export async function hostFailover(
  hosting: Hosting<FailoverInput>,
  over: FailoverWorld & { readonly store: LeaseStore },
  onEntry: (entry: TimelineEntry) => void,
): Promise<ExecutionResult> {
  const world = { ...over, store: tellingStore(over.store, onEntry) };
  const outcome = await hostLocally(hosting, {
    body: (workflow, event, invocation, owner) =>
      runFailover(workflow, event, world, invocation, owner),
  });
  const found = resultOf(outcome);
  const result = parseResult(found);
  if (result) return result;
  throw new TerminalError(
    'ResultInvalid',
    `Expected a result of ${hosting.executionArn}, found ${JSON.stringify(found)}. Next: understudy status`,
  );
}
