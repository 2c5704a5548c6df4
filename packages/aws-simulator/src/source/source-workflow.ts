import { hostWorkflow, type HostOptions, type WorkflowBody } from '@understudy/workflow';
import { createVirtualGlobals, loadDurableSdk } from '@understudy/workflow/simulation';

import { createDirectClient } from './direct-client.ts';
import type { SourceDoor, SourceHandler } from './source-function.ts';

/** Tries of a checkpoint, as the durable SDK's own client makes them. */
const CHECKPOINT_ATTEMPTS = 3;

/** A durable function from source: the SDK on the world's time, over Lambda's own journal. */
export function createSourceWorkflow(door: SourceDoor, body: WorkflowBody): SourceHandler {
  const { clock } = door;
  const sdk = loadDurableSdk({
    ...createVirtualGlobals(clock),
    // An event of its own, after all promises: what `setImmediate` is between two events.
    setImmediate: (task) => clock.schedule(clock.now(), task),
  });
  const handler = hostWorkflow(body, { sdk, clock, client: createSourceJournal(door) });
  return (event, context) => handler(event as never, context as never);
}

/** Lambda's own journal, asked at once. */
function createSourceJournal(door: SourceDoor): NonNullable<HostOptions['client']> {
  const lambda = createDirectClient(door, 'lambda', { attempts: CHECKPOINT_ATTEMPTS });
  return {
    getExecutionState: (params) => lambda.ask('GetDurableExecutionState', params),
    checkpoint: (params) => lambda.ask('CheckpointDurableExecution', params),
  };
}
