import type { LeaseStore, Owner, TimelineEntry } from '@understudy/leases';
import type { UnderstudyError } from '@understudy/errors';
import {
  createJournalClient,
  hostWorkflow,
  runLocally,
  type CallFunction,
  type Invocation,
  type LocalOutcome,
  type Workflow,
} from '@understudy/workflow';

import type { Hosting } from './local-run.ts';

type LocalOwner = Extract<Owner, { kind: 'local' }>;

/** Rule 3: local owners write turns of this length, and stop when they cannot. */
const TURN_SECONDS = 30;

/** What only waits renews its turn this often: twice before anybody may think that it has died. */
const RENEW_SECONDS = 15;

/** The workflow that runs in Lambda, hosted by this process over a journal of its own. */
export async function hostLocally<Input>(
  { clock, journal, owner, executionArn, input }: Hosting<Input>,
  work: {
    readonly body: (
      workflow: Workflow,
      event: unknown,
      invocation: Invocation,
      owner: LocalOwner,
    ) => Promise<unknown>;
    /** Carries out calls of other functions. Default: it makes none. */
    readonly call?: CallFunction;
  },
): Promise<LocalOutcome> {
  const handler = hostWorkflow(
    (workflow, event, invocation) => work.body(workflow, event, invocation, owner),
    { clock, client: createJournalClient(journal, clock) },
  );
  return runLocally({
    handler,
    journal,
    scheduler: clock,
    executionArn,
    input,
    invocationSeconds: TURN_SECONDS,
    renewSeconds: RENEW_SECONDS,
    ...(work.call ? { call: work.call } : {}),
  });
}

/** The result of an execution; an error of one that failed. */
export function resultOf(outcome: LocalOutcome): unknown {
  if (outcome.status === 'FAILED') throw outcome.error satisfies UnderstudyError;
  return outcome.result;
}

/** Shows each entry of the timeline as it is written. */
export function tellingStore(
  store: LeaseStore,
  onEntry: (entry: TimelineEntry) => void,
): LeaseStore {
  return {
    ...store,
    async appendTimeline(incidentId, entries) {
      for (const entry of entries) onEntry(entry);
      await store.appendTimeline(incidentId, entries);
    },
  };
}
