import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Clock } from '@understudy/clock';
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

/** A look of the deployed functions holds the lease for an invocation at most: it is waited out. */
const OPEN_TRIES = 25;
const OPEN_EVERY_MS = 3_000;

/**
 * What a run without the table did, written to the table as if it had been there: to the incident
 * that is open, or to one of its own. Answers which.
 */
export async function writeRecordToTable(
  table: LeaseStore,
  standIn: LeaseStore,
  run: WrittenRun,
  clock: Clock,
): Promise<string> {
  const key = `service#${run.service}` as const;
  const [there, incident, timeline] = await Promise.all([
    standIn.readService(key),
    standIn.readIncident(run.incidentId),
    standIn.readTimeline(run.incidentId),
  ]);
  const what = `ran without the table: ${run.reason}`;
  const { hold, incidentId } = await open(table, clock, {
    key,
    owner: run.owner,
    incidentId: run.incidentId,
    trigger: { what, execution: 'local' },
  });
  if (there.state) {
    const { state } = await table.readService(key);
    const next = { ...there.state, joined: [], openIncident: incidentId };
    if (!state) await table.adoptState(hold, next);
    else if (state.active !== next.active) {
      await table.commit(hold, {
        expectedEpoch: state.epoch,
        state: { ...next, epoch: state.epoch },
      });
    } else await table.saveState(hold, { members: next.members });
  }
  const begun = timeline[0]?.atMilliseconds ?? run.nowMilliseconds;
  const told = { atMilliseconds: begun, step: 'without-store', sentence: `${what}.` };
  await table.appendTimeline(incidentId, [told, ...timeline]);
  await table.close(hold, {
    incidentId,
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
  return incidentId;
}

type Wanted = Omit<OpenRequest, 'turnDeadlineMilliseconds' | 'nowMilliseconds'>;

async function open(
  table: LeaseStore,
  clock: Clock,
  request: Wanted,
  attempt = 1,
): Promise<{ readonly hold: Hold; readonly incidentId: string }> {
  const nowMilliseconds = clock.now();
  const turnDeadlineMilliseconds = nowMilliseconds + TURN_MS;
  const opened = await table.open({ ...request, turnDeadlineMilliseconds, nowMilliseconds });
  if ('hold' in opened) return { hold: opened.hold, incidentId: opened.incident.id };
  if (attempt < OPEN_TRIES) {
    await clock.sleep(OPEN_EVERY_MS);
    return open(table, clock, request, attempt + 1);
  }
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
