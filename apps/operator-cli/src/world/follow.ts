import type { Clock } from '@understudy/clock';
import type { Incident, LeaseStore, TimelineEntry } from '@understudy/leases';

import type { OperatorWorld } from '../dependencies.ts';
import { readResult, type ExecutionResult } from './executions.ts';

/** Often enough to feel live, rare enough for a table's reads. */
const LOOK_MS = 1_000;

/** A simulator runs faster, and its table costs nothing. */
const SIMULATED_LOOK_MS = 150;

export interface Follower {
  readonly world: OperatorWorld;
  readonly real: Clock;
  readonly signal: AbortSignal;
  readonly onEntry: (entry: TimelineEntry, incident: Incident | undefined) => void;
  /** Told now and then that it still waits. */
  readonly onWait: () => void;
}

/** Shows an incident's timeline as it grows, from its beginning. */
function createTimelineReader({ world, onEntry }: Follower, incidentId: string) {
  let shown = 0;
  return async (): Promise<Incident | undefined> => {
    const [incident, timeline] = await Promise.all([
      world.store.readIncident(incidentId),
      world.store.readTimeline(incidentId),
    ]);
    for (const entry of timeline.slice(shown)) onEntry(entry, incident);
    shown = Math.max(shown, timeline.length);
    return incident;
  };
}

/** Follows an execution that we started until it has its result. */
export async function followExecution(
  follower: Follower,
  started: { readonly executionArn: string; readonly incidentId: string },
): Promise<ExecutionResult> {
  const { world, signal } = follower;
  const show = createTimelineReader(follower, started.incidentId);
  for (;;) {
    const result = await readResult(world.lambda, started.executionArn, signal);
    await show();
    if (result) return result;
    await pause(follower);
  }
}

/** Follows an incident until it is closed, or nobody works on it and it waits for a person. */
export async function followIncident(
  follower: Follower,
  incidentId: string,
): Promise<Incident | undefined> {
  const show = createTimelineReader(follower, incidentId);
  for (;;) {
    const incident = await show();
    if (!incident || incident.closedAtMilliseconds !== undefined) return incident;
    if (await waitsForPerson(follower.world.store, incident)) return incident;
    await pause(follower);
  }
}

async function waitsForPerson(store: LeaseStore, incident: Incident): Promise<boolean> {
  const name = incident.outcome?.name;
  if (name !== 'asked' && name !== 'needs-operator') return false;
  // Answered already: the next look takes the answer up, within its minute.
  if (name === 'asked' && incident.approval?.answer !== undefined) return false;
  const { lease } = await store.readService(incident.key);
  return lease.owner === undefined;
}

async function pause({ world, real, signal, onWait }: Follower): Promise<void> {
  onWait();
  await real.sleep(world.speed > 1 ? SIMULATED_LOOK_MS : LOOK_MS, signal);
}
