import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Hold, LeaseStore, OpenRequest, Owner } from '@understudy/leases';
import { RetryableError } from '@understudy/errors';

export interface WrittenRun {
  readonly service: string;
  readonly incidentId: string;
  readonly owner: Owner;
  readonly reason: string;
  readonly nowMilliseconds: number;
}

/** Long enough for the writes of one record. */
const TURN_MS = 30_000;

/** What a run without the table did, written to the table as if it had been there. */
export async function writeRecordToTable(
  table: LeaseStore,
  standIn: LeaseStore,
  run: WrittenRun,
): Promise<void> {
  const key = `service#${run.service}` as const;
  const [there, incident, timeline] = await Promise.all([
    standIn.readService(key),
    standIn.readIncident(run.incidentId),
    standIn.readTimeline(run.incidentId),
  ]);
  const hold = await open(table, {
    key,
    owner: run.owner,
    turnDeadlineMilliseconds: run.nowMilliseconds + TURN_MS,
    incidentId: run.incidentId,
    trigger: { what: `ran without the table: ${run.reason}`, execution: 'local' },
    nowMilliseconds: run.nowMilliseconds,
  });
  if (there.state) {
    const { state } = await table.readService(key);
    const next = { ...there.state, joined: [], openIncident: run.incidentId };
    if (!state) await table.adoptState(hold, next);
    else if (state.active !== next.active) {
      await table.commit(hold, {
        expectedEpoch: state.epoch,
        state: { ...next, epoch: state.epoch },
      });
    } else await table.saveState(hold, { members: next.members });
  }
  await table.appendTimeline(run.incidentId, timeline);
  await table.close(hold, {
    incidentId: run.incidentId,
    outcome: incident?.outcome ?? {
      name: 'failed',
      reason: 'unknown',
      sentence: 'The run left no outcome.',
    },
    ...(incident?.decision === undefined ? {} : { decision: incident.decision }),
    keepOpen: false,
    joinsSeen: Number.MAX_SAFE_INTEGER,
    settled: [],
    nowMilliseconds: run.nowMilliseconds,
  });
}

async function open(table: LeaseStore, request: OpenRequest): Promise<Hold> {
  const opened = await table.open(request);
  if ('hold' in opened) return opened.hold;
  throw new RetryableError(
    'LeaseHeld',
    `Expected the lease of ${request.key} to be free, found ${opened.result}.`,
  );
}

/** The same as a file, for whoever writes it to the table later. */
export async function writeRecordToFile(
  directory: string,
  standIn: LeaseStore,
  run: WrittenRun,
): Promise<string> {
  const file = path.join(directory, `${run.incidentId}.record.json`);
  const [service, incident, timeline] = await Promise.all([
    standIn.readService(`service#${run.service}`),
    standIn.readIncident(run.incidentId),
    standIn.readTimeline(run.incidentId),
  ]);
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify({ ...run, record: service, incident, timeline }, null, 2)}\n`,
    { mode: 0o600 },
  );
  return file;
}
