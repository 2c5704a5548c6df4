import { randomUUID } from 'node:crypto';
import path from 'node:path';

import type { Scheduler } from '@understudy/clock';
import { toErrorRecord } from '@understudy/errors';
import { isHeldBy, type LeaseKey, type LeaseStore, type Owner } from '@understudy/leases';
import type { Journal } from '@understudy/workflow';
import { openSqliteJournal } from '@understudy/workflow/local';
import type * as z from 'zod';

import type { CommandContext } from '../commands/command-spec.ts';
import { VERSION } from '../version.ts';
import { openRunFile, type RunFile, type RunRecord } from './run-record.ts';

/** What every local run needs of the world: the table, AWS's time, and who runs it. */
export interface LocalWorld {
  readonly store: LeaseStore;
  readonly clock: Scheduler;
  readonly region: string;
  readonly person: string;
}

/** What is run on this machine: a service's failover, or a region's recovery. */
export interface LocalWork<Input extends { readonly incidentId: string }, Result> {
  /** What commands call it: `signaling`, `dr`. */
  readonly word: string;
  readonly key: LeaseKey;
  /** Where it is journaled, when not in the state directory. */
  readonly journal: string | undefined;
  readonly input: z.ZodType<Input>;
  /** Says what will happen, asks, and gives what the workflow is started with. */
  begin(id: string): Promise<Input>;
  host(hosting: Hosting<Input>): Promise<Result>;
}

/** What the hosting of one workflow is given, begun just now or long ago. */
export interface Hosting<Input> {
  readonly clock: Scheduler;
  readonly journal: Journal;
  readonly owner: Extract<Owner, { kind: 'local' }>;
  readonly executionArn: string;
  readonly input: Input;
}

/**
 * One run of a workflow on this machine, over a journal of its own: killed and started again by the
 * same command it goes on where it was; Ctrl-C lets its lease go.
 */
export async function runJournaled<Input extends { readonly incidentId: string }, Result>(
  context: CommandContext,
  world: LocalWorld,
  work: LocalWork<Input, Result>,
): Promise<Result> {
  const { output, settings } = context;
  const name = `${settings.stage}-${world.region}-${work.word}.sqlite`;
  const journalPath = work.journal ?? path.join(settings.stateDirectory, name);
  const file = openRunFile(journalPath, work.input);
  const record = file.read() ?? (await begin(world, work));
  file.write(record);
  output.line(`This machine runs ${record.input.incidentId}; journal: ${journalPath}`);
  output.line('Killed and started again by the same command it goes on where it was.');
  const journal = openSqliteJournal({ path: journalPath, version: VERSION });
  const { ownerId: id, person, executionArn, input } = record;
  const owner = { kind: 'local', id, person } as const;
  const hosting = work.host({ clock: world.clock, journal, owner, executionArn, input });
  const ended = hosting.finally(() => file.remove());
  const result = await unlessInterrupted(context, ended, () =>
    letGo(context, world, { word: work.word, key: work.key, record, file }),
  );
  await journal.close();
  return result;
}

async function begin<Input extends { readonly incidentId: string }>(
  { person }: LocalWorld,
  work: LocalWork<Input, unknown>,
): Promise<RunRecord<Input>> {
  const id = randomUUID();
  const input = await work.begin(id);
  return { executionArn: `local:${work.word}:${id}`, ownerId: id, person, input };
}

/** Ctrl-C ends the waiting at once; what the run holds is let go first. */
export async function unlessInterrupted<Result>(
  { signal }: Pick<CommandContext, 'signal'>,
  hosting: Promise<Result>,
  letGoOf: () => Promise<void>,
): Promise<Result> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => {
      letGoOf().then(() => reject(signal.reason as Error), reject);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  return Promise.race([hosting, interrupted]);
}

interface Held {
  readonly word: string;
  readonly key: LeaseKey;
  readonly record: RunRecord<{ readonly incidentId: string }>;
  readonly file: Pick<RunFile<unknown>, 'remove'>;
}

/**
 * Nothing more is sent by this process, so its owner may be declared over: the next look, here or
 * in Lambda, takes the incident up without waiting for the turn of somebody who is gone.
 */
async function letGo(
  { output }: CommandContext,
  { store, clock, person }: LocalWorld,
  { word, key, record, file }: Held,
): Promise<void> {
  const { incidentId } = record.input;
  output.error(`Interrupted. Letting go of ${word} …`);
  try {
    const { lease } = await store.readService(key);
    const owner: Owner = { kind: 'local', id: record.ownerId, person: record.person };
    if (isHeldBy(lease, owner)) {
      const atMilliseconds = clock.now();
      await store.declareOver(key, lease.term, {
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
      `Could not let go (${toErrorRecord(thrown).message}). Next: understudy declare-over ${word} --reason "interrupted", or the same command again to go on`,
    );
  }
}
