import type { Clock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { KonectaRegion } from '@understudy/fault-simulation';
import type { Incident, PlanRecord, TimelineEntry } from '@understudy/leases';
import type { DurableExecution, StackPackage } from '@understudy/aws-simulator';

import { boardOf, type Board } from '../board/board-model.ts';
import type { Speed } from '../demo/pace.ts';
import type { RealPrograms } from '../hosting/host-konecta.ts';
import { boardSteps } from '../region/follow-plan.ts';
import { readPlan } from '../region/plan-world.ts';
import { makeRegionWorld, type RegionWorld } from './region-world.ts';

export interface RegionDemoOptions extends RealPrograms {
  readonly seed: string;
  readonly speed: Speed;
  readonly prepared: boolean;
  readonly real: Clock;
  readonly signal: AbortSignal;
  readonly packages: Readonly<Record<KonectaRegion, string | StackPackage>>;
  readonly onProgress: (words: string) => void;
  /** What the observers see, before there is a board. */
  readonly onWords: (words: string, secondsSinceFault: number) => void;
  readonly onBoard: (board: Board) => void;
}

export interface RegionDemoReport {
  readonly incident: Incident;
  readonly record: PlanRecord;
  readonly timeline: readonly TimelineEntry[];
  /** What the finished execution answered. */
  readonly response: unknown;
  /** From the loss of the region to the first request that is served again. */
  readonly downtimeMilliseconds: number;
  /** The same durations one after the other, as the document orders them. */
  readonly sequentialMilliseconds: number;
  readonly detectionMilliseconds: number;
  readonly splitBrainMilliseconds: number;
  readonly lostWrites: number;
}

/** When it matters. */
const START_MS = Date.UTC(2026, 10, 22, 3, 0, 20);
/** Both observers have looked a few times, alarms have data. */
const SETTLING_SECONDS = 240;
/** Observers look each minute, and confirm for five. */
const DETECTION_SECONDS_MAX = 15 * 60;
/** Twice the document's longest. */
const RECOVERY_SECONDS_MAX = 70 * 60;
/** Until resolvers follow and users are served again. */
const SERVED_SECONDS_MAX = 20 * 60;

/** us-east-1 is lost; what comes of it. Same seed, same story, on virtual time. */
export async function runRegionDemo(options: RegionDemoOptions): Promise<RegionDemoReport> {
  if (options.kubernetes) options.onProgress('starting a Kubernetes API …');
  options.onProgress('deploying in three regions, arming, and letting the world settle …');
  const world = await makeRegionWorld({ ...options, startMilliseconds: START_MS });
  try {
    return await tellStory(world, options);
  } finally {
    await world.stop();
  }
}

async function tellStory(
  world: RegionWorld,
  options: RegionDemoOptions,
): Promise<RegionDemoReport> {
  const { deployed, clock, passUntil } = world;
  const { aws, konecta, regions, stores } = deployed;
  const key = `plan#${konecta.plan}` as const;
  let isArmed = false;
  void deployed.arm('the demo').then(() => (isArmed = true));
  await passUntil(() => isArmed, SETTLING_SECONDS);
  const settledAt = clock.now() + SETTLING_SECONDS * 1_000;
  await passUntil(() => stopIf(options.signal) || clock.now() >= settledAt, 2 * SETTLING_SECONDS);

  const faultAt = clock.now();
  const secondsSince = (): number => (clock.now() - faultAt) / 1_000;
  const { name: region } = regions.primary;
  aws.world.outages.begin({ kind: 'region', name: 'region-lost', region });
  options.onWords(`${region} is lost: nothing there answers any more`, 0);

  const found = await firstIncident(world, options, faultAt);
  options.onWords(`an incident is opened: ${found.trigger}`, secondsSince());
  const steps = boardSteps(readPlan(konecta.stage), { clusterActive: options.prepared });
  let incident = found;
  const isOver = await passUntil(async () => {
    stopIf(options.signal);
    const store = stores.recovery;
    const [now, record, timeline] = await Promise.all([
      store.readIncident(found.id),
      store.readPlan(key),
      store.readTimeline(found.id),
    ]);
    incident = now ?? found;
    options.onBoard(
      boardOf({
        steps,
        record,
        timeline,
        incidentId: found.id,
        countsFromMilliseconds: faultAt,
        nowMilliseconds: clock.now(),
      }),
    );
    return incident.closedAtMilliseconds !== undefined || waitsForPerson(incident);
  }, RECOVERY_SECONDS_MAX);
  if (!isOver) throw unfinished(incident.id);
  await passUntil(() => stopIf(options.signal) || isServed(world), SERVED_SECONDS_MAX);
  return reportOf(world, incident, faultAt);
}

/** Ctrl-C ends the story at its next look. */
function stopIf(signal: AbortSignal): false {
  signal.throwIfAborted();
  return false;
}

function waitsForPerson({ outcome }: Incident): boolean {
  return outcome?.name === 'asked' || outcome?.name === 'needs-operator';
}

/** The observers find it by themselves: nobody invokes anything. */
async function firstIncident(
  { deployed, clock, passUntil }: RegionWorld,
  { signal, onWords }: RegionDemoOptions,
  faultAt: number,
): Promise<Incident> {
  const { stores, konecta } = deployed;
  const key = `plan#${konecta.plan}` as const;
  const said = new Set<string>();
  let found: Incident | undefined;
  await passUntil(async () => {
    stopIf(signal);
    const observations = await deployed.observations();
    for (const { observer, region, looks } of observations) {
      const newest = looks.at(-1);
      if (!newest || newest.atMilliseconds < faultAt) continue;
      const seen = newest.sensors.map(({ sensor, result }) => `${sensor} ${result}`).join(', ');
      const words = `${observer} in ${region}: its own network ${newest.control.result}; ${seen}`;
      if (!said.has(words)) onWords(words, (clock.now() - faultAt) / 1_000);
      said.add(words);
    }
    const incidents = await stores.recovery.listIncidents({ key, limit: 10 });
    found = incidents.find(({ openedAtMilliseconds }) => openedAtMilliseconds >= faultAt);
    return found !== undefined;
  }, DETECTION_SECONDS_MAX);
  if (found) return found;
  throw new TerminalError(
    'NotDetected',
    `Expected the loss to be seen within ${DETECTION_SECONDS_MAX / 60} minutes, found no incident. Next: understudy demo dr --seed another`,
  );
}

function isServed({ deployed }: RegionWorld): boolean {
  return (deployed.konecta.probe.report().stretches.at(-1)?.served ?? 0) > 0;
}

async function reportOf(
  world: RegionWorld,
  incident: Incident,
  faultAt: number,
): Promise<RegionDemoReport> {
  const { deployed, passUntil } = world;
  const { konecta, stores, regions } = deployed;
  const key = `plan#${konecta.plan}` as const;
  let read: readonly [PlanRecord, readonly TimelineEntry[]] | undefined;
  await passUntil(async () => {
    const { recovery } = stores;
    read = await Promise.all([recovery.readPlan(key), recovery.readTimeline(incident.id)]);
    return true;
  }, 60);
  const [record, timeline] = read ?? [{ steps: {}, owed: {} }, []];
  const { stretches, splitBrainMilliseconds } = konecta.probe.report();
  const servedAt = stretches.find(
    ({ served, fromMilliseconds }) => served > 0 && fromMilliseconds > faultAt,
  )?.fromMilliseconds;
  return {
    incident,
    record,
    timeline,
    response: resultOf(regions.recovery.lambda.executions.all()),
    downtimeMilliseconds: (servedAt ?? world.clock.now()) - faultAt,
    detectionMilliseconds: detectionOf(record, faultAt),
    sequentialMilliseconds: detectionOf(record, faultAt) + sequentialOf(record),
    splitBrainMilliseconds,
    lostWrites: konecta.lostWrites(),
  };
}

/** Until the loss was confirmed: charged to the document's way too. */
function detectionOf({ steps }: PlanRecord, faultAt: number): number {
  return Math.max(0, (steps['outage']?.atMilliseconds ?? faultAt) - faultAt);
}

/** The document's three functions, one after the other, each as long as it took here. */
function sequentialOf({ steps }: PlanRecord): number {
  return ['database', 'infrastructure', 'applications', 'traffic'].reduce((sum, name) => {
    const step = steps[name];
    return sum + (step ? step.atMilliseconds - step.startedAtMilliseconds : 0);
  }, 0);
}

/** What the newest recovery that ended answered; the same region has a failover that keeps warm. */
function resultOf(executions: readonly DurableExecution[]): unknown {
  const recoveries = executions.filter(({ arn }) => arn.includes('-dr-orchestrator:'));
  const results = recoveries.map(({ journal }) => journal.result);
  const last = results.findLast((result) => result !== undefined);
  return last === undefined ? undefined : JSON.parse(last);
}

function unfinished(incidentId: string): TerminalError {
  return new TerminalError(
    'Unfinished',
    `Expected ${incidentId} to end within ${RECOVERY_SECONDS_MAX / 60} minutes of its time, found it under way. Next: understudy demo dr --seed another`,
  );
}
