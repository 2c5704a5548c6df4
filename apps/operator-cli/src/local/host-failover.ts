import type { LeaseStore, Owner, TimelineEntry } from '@understudy/leases';
import {
  runFailover,
  type FailoverInput,
  type FailoverWorld,
} from '@understudy/sns-instance-failover';
import { createJournalClient, hostWorkflow, runLocally, type Journal } from '@understudy/workflow';
import type { Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';

import { parseResult, type ExecutionResult } from '../world/executions.ts';

export interface LocalHost {
  readonly world: FailoverWorld;
  readonly clock: Scheduler;
  readonly journal: Journal;
  readonly owner: Extract<Owner, { kind: 'local' }>;
  readonly executionArn: string;
  readonly input: FailoverInput;
  readonly onEntry: (entry: TimelineEntry) => void;
}

/** Rule 3: local owners write turns of this length, and stop when they cannot. */
const TURN_SECONDS = 30;

/** The workflow that runs in Lambda, hosted by this process over a journal of its own. */
export async function hostFailover(host: LocalHost): Promise<ExecutionResult> {
  const { clock, journal, owner, executionArn, input } = host;
  const world = { ...host.world, store: tellingStore(host.world.store, host.onEntry) };
  const handler = hostWorkflow(
    (workflow, event, invocation) => runFailover(workflow, event, world, invocation, owner),
    { clock, client: createJournalClient(journal, clock) },
  );
  const outcome = await runLocally({
    handler,
    journal,
    scheduler: clock,
    executionArn,
    input,
    invocationSeconds: TURN_SECONDS,
  });
  if (outcome.status === 'FAILED') throw outcome.error;
  const result = parseResult(outcome.result);
  if (result) return result;
  throw new TerminalError(
    'ResultInvalid',
    `Expected a result of ${executionArn}, found ${JSON.stringify(outcome.result)}. Next: understudy status`,
  );
}

/** Shows each entry of the timeline as it is written. */
function tellingStore(store: LeaseStore, onEntry: LocalHost['onEntry']): LeaseStore {
  return {
    ...store,
    async appendTimeline(incidentId, entries) {
      for (const entry of entries) onEntry(entry);
      await store.appendTimeline(incidentId, entries);
    },
  };
}
