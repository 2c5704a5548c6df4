import { randomUUID } from 'node:crypto';

import { createStsClient, createStsReads } from '@understudy/aws-clients/sts';
import { TerminalError, toErrorRecord } from '@understudy/errors';
import type { LeaseStore } from '@understudy/leases';
import { observeService } from '@understudy/sns-instance-failover';
import { createMemoryJournal } from '@understudy/workflow';

import { confirm } from '../commands/confirm.ts';
import type { CommandContext, CommandInput } from '../commands/command-spec.ts';
import { showResult } from '../commands/orders.ts';
import type { OperatorWorld } from '../dependencies.ts';
import { renderEntry } from '../telling/describe-incident.ts';
import { judgeEvidence, type Evidence } from './complete-evidence.ts';
import { hostFailover } from './host-failover.ts';
import { unlessInterrupted } from './local-run.ts';
import { inputOf, orderOf, type LocalRun } from './run-local.ts';
import { createStandInStore } from './stand-in-store.ts';
import { tellingPeople } from './tell-people.ts';
import { writeRecordToFile, writeRecordToTable, type WrittenRun } from './write-record.ts';

/** Break glass: the table cannot be read, and a person decides to go on without it. */
export async function runWithoutStore(
  context: CommandContext,
  input: CommandInput,
  world: OperatorWorld,
  { service, reason }: LocalRun,
): Promise<number> {
  const { output } = context;
  await assertTableUnreadable(world, service);
  const { state, words } = await lookCompletely(context, world, service);
  await confirm(context, input, [
    `${service}: the table cannot be read. By the world alone ${state.active} is in charge (${words}).`,
    'No lease is taken: make sure that nobody else, person or function, acts on this service now.',
    `This takes the ${state.active} out of its target groups, stops it, and puts the other side in charge.`,
  ]);
  const id = randomUUID();
  const owner = { kind: 'local', id, person: world.person } as const;
  const standIn = createStandInStore(world.clock, world.region);
  const order = { reason, force: true, id, active: state.active, epoch: state.epoch };
  const failoverInput = inputOf(service, orderOf(world, order));
  const run: WrittenRun = {
    service,
    incidentId: failoverInput.incidentId,
    owner,
    reason,
    nowMilliseconds: world.clock.now(),
  };
  const begun = world.clock.now();
  const identity = createStsReads({ client: createStsClient(world.clients) });
  const hosting = hostFailover(
    {
      clock: world.clock,
      journal: createMemoryJournal(),
      owner,
      executionArn: `local:${service}:${id}`,
      input: failoverInput,
    },
    { ...(await tellingPeople(context, world.failover, identity)), store: standIn },
    (entry) => renderEntry(output, entry, begun),
  );
  const result = await unlessInterrupted(context, hosting, async () => {
    output.error(
      `Interrupted on the way: look at the service before anything else. ${await keep(context, world, standIn, run)}`,
    );
  });
  output.line(await keep(context, world, standIn, run));
  return showResult(context, result);
}

/** With a table that answers there is no reason for less than a lease. */
async function assertTableUnreadable({ store }: OperatorWorld, service: string): Promise<void> {
  const readable = await store.readService(`service#${service}`).then(
    () => true,
    () => false,
  );
  if (!readable) return;
  throw new TerminalError(
    'Refused',
    `Expected a table that cannot be read, found one that answers. Next: understudy run ${service} --local`,
  );
}

async function lookCompletely(
  { signal }: CommandContext,
  { failover }: OperatorWorld,
  service: string,
): Promise<Extract<Evidence, { complete: true }>> {
  const definition = failover.settings.definitionOf(service);
  const evidence = judgeEvidence(
    await observeService(failover, definition, { signal }),
    definition,
  );
  if (evidence.complete) return evidence;
  throw new TerminalError(
    'Refused',
    `Expected complete evidence to act without the table, found missing: ${evidence.missing.join('; ')}. Next: understudy rehearse ${service} --local, or act by hand`,
  );
}

/** The record goes to the table when it can be reached again, otherwise to a file. */
async function keep(
  { settings }: CommandContext,
  world: OperatorWorld,
  standIn: LeaseStore,
  run: WrittenRun,
): Promise<string> {
  const current = { ...run, nowMilliseconds: world.clock.now() };
  try {
    const incidentId = await writeRecordToTable(world.store, standIn, current, world.clock);
    return `The record is in the table: understudy why ${incidentId}`;
  } catch (thrown) {
    const file = await writeRecordToFile(settings.stateDirectory, standIn, current);
    const { code } = toErrorRecord(thrown);
    return `The table cannot be written (${code}); the record is in ${file}. The reconciler finds the new state by itself when the table is back.`;
  }
}
