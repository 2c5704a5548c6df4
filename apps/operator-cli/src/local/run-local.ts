import { randomUUID } from 'node:crypto';
import path from 'node:path';

import { toErrorRecord } from '@understudy/errors';
import { isHeldBy, type Owner } from '@understudy/leases';
import {
  nameIncident,
  type FailoverInput,
  type OrderTrigger,
} from '@understudy/sns-instance-failover';
import { openSqliteJournal } from '@understudy/workflow/local';

import { confirm } from '../commands/confirm.ts';
import type { CommandContext, CommandInput } from '../commands/command-spec.ts';
import { readKnownService, RUN_ORDER, showResult } from '../commands/orders.ts';
import type { OperatorWorld } from '../dependencies.ts';
import { renderEntry } from '../telling/describe-incident.ts';
import { VERSION } from '../version.ts';
import type { ExecutionResult } from '../world/executions.ts';
import { hostFailover } from './host-failover.ts';
import { openRunFile, type RunFile, type RunRecord } from './run-record.ts';

export interface LocalRun {
  readonly service: string;
  readonly reason: string;
  readonly force: boolean;
  readonly journal: string | undefined;
}

/** A failover by the workflow on this machine: for when Lambda cannot be asked. */
export async function runOnThisMachine(
  context: CommandContext,
  input: CommandInput,
  world: OperatorWorld,
  run: LocalRun,
): Promise<number> {
  const { output, settings } = context;
  const name = `${settings.stage}-${world.region}-${run.service}.sqlite`;
  const journalPath = run.journal ?? path.join(settings.stateDirectory, name);
  const file = openRunFile(journalPath);
  const record = file.read() ?? (await begin(context, input, world, run));
  file.write(record);
  output.line(`This machine runs ${record.input.incidentId}; journal: ${journalPath}`);
  output.line('Killed and started again by the same command it goes on where it was.');
  const journal = openSqliteJournal({ path: journalPath, version: VERSION });
  const owner: Owner = { kind: 'local', id: record.ownerId, person: record.person };
  const begun = world.clock.now();
  const hosting = hostFailover({
    world: world.failover,
    clock: world.clock,
    journal,
    owner,
    executionArn: record.executionArn,
    input: record.input,
    onEntry: (entry) => renderEntry(output, entry, begun),
  });
  const result = await unlessInterrupted(context, hosting, () =>
    letGo(context, world, record, file),
  );
  file.remove();
  await journal.close();
  return showResult(context, result);
}

async function begin(
  context: CommandContext,
  input: CommandInput,
  world: OperatorWorld,
  { service, reason, force }: LocalRun,
): Promise<RunRecord> {
  const record = await readKnownService(world, service);
  await confirm(context, input, [
    ...RUN_ORDER.consequences(service, record),
    'It runs on this machine, with your credentials; the deployed functions see its lease and wait.',
  ]);
  const { active, epoch } = record.state;
  const id = randomUUID();
  const trigger = orderOf(world, { reason, force, id, active, epoch });
  return {
    executionArn: `local:${service}:${id}`,
    ownerId: id,
    person: world.person,
    input: inputOf(service, trigger),
  };
}

export function inputOf(service: string, trigger: OrderTrigger): FailoverInput {
  return { service, trigger, incidentId: nameIncident(service, trigger), rehearse: false };
}

export function orderOf(
  world: OperatorWorld,
  order: {
    readonly reason: string;
    readonly force: boolean;
    readonly id: string;
    readonly active: OrderTrigger['expectedActive'];
    readonly epoch: number;
  },
): OrderTrigger {
  return {
    kind: 'order',
    order: 'run',
    by: world.person,
    reason: order.reason,
    expectedActive: order.active,
    expectedEpoch: order.epoch,
    force: order.force,
    atMilliseconds: world.clock.now(),
    messageId: order.id,
  };
}

/** Ctrl-C ends the waiting at once; what the run holds is let go first. */
export async function unlessInterrupted(
  { signal }: CommandContext,
  hosting: Promise<ExecutionResult>,
  letGoOf: () => Promise<void>,
): Promise<ExecutionResult> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      letGoOf().then(() => reject(signal.reason as Error), reject);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([hosting, interrupted]);
}

/**
 * Nothing more is sent by this process, so its owner may be declared over: the next look, here or
 * in Lambda, takes the incident up without waiting for the turn of somebody who is gone.
 */
async function letGo(
  { output }: CommandContext,
  { store, clock, person }: OperatorWorld,
  record: RunRecord,
  file: RunFile,
): Promise<void> {
  const { service, incidentId } = record.input;
  output.error(`Interrupted. Letting go of ${service} …`);
  try {
    const { lease } = await store.readService(`service#${service}`);
    const owner: Owner = { kind: 'local', id: record.ownerId, person: record.person };
    if (isHeldBy(lease, owner)) {
      const atMilliseconds = clock.now();
      await store.declareOver(`service#${service}`, lease.term, {
        by: person,
        reason: 'interrupted by Ctrl-C',
        atMilliseconds,
      });
    }
    file.remove();
    output.error(
      `Let go: the next look takes ${incidentId} up as soon as its last call is settled. Next: understudy watch ${incidentId}`,
    );
  } catch (thrown) {
    output.error(
      `Could not let go (${toErrorRecord(thrown).message}). Next: understudy declare-over ${service} --reason "interrupted", or the same command again to go on`,
    );
  }
}
