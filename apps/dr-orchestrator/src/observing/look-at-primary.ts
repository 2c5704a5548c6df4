import type { CloudWatchReads, RdsReads } from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import type { RegionLook, RegionRecords, SensorReading } from '@understudy/leases';

import { EVENTS_SECONDS, judgeDatabase, judgeReplication } from '../deciding/judge-database.ts';
import type { Plan } from '../plan/plan.ts';
import type { HttpProbe } from '../world/recovery-world.ts';
import { askSensor, SENSOR_SECONDS } from './ask-sensor.ts';

/** What an observer asks, wherever it runs: reads only. */
export interface ObservingWorld {
  readonly clock: Clock;
  readonly http: HttpProbe;
  /** The recovery region's table: also the control, where the plan names no other. */
  readonly records: Pick<RegionRecords, 'readObservations'>;
  readonly primary: {
    readonly rds: Pick<RdsReads, 'describeDatabases' | 'describeEvents'>;
    readonly cloudWatch: CloudWatchReads;
  };
  readonly recovery: { readonly rds: Pick<RdsReads, 'describeDatabases'> };
}

type Reading = Omit<SensorReading, 'sensor'>;

/**
 * One look at the primary region of a plan: our own network first, then everything at once, each
 * sensor with a result of its own. Nothing here judges; nothing that fails ends the look.
 */
export async function lookAtPrimary(
  world: ObservingWorld,
  plan: Plan,
  outer?: AbortSignal,
): Promise<RegionLook> {
  const { clock } = world;
  const atMilliseconds = clock.now();
  const ask = (
    sensor: string,
    asked: (signal: AbortSignal) => Promise<Reading>,
  ): Promise<SensorReading> => askSensor(clock, sensor, asked, outer);
  const control = await ask('control', (signal) => askControl(world, plan, signal));
  // Whoever cannot reach its own control target learns nothing from the silence of others.
  if (control.result !== 'yes') return { atMilliseconds, control, sensors: [] };
  const { endpoint, balancer } = plan.observing;
  const sensors = await Promise.all([
    ask('application', (signal) => askHttp(world, endpoint, signal, isGood)),
    ask('balancer', (signal) => askHttp(world, balancer, signal, isAnswering)),
    ask('database', (signal) => askDatabase(world, plan, signal)),
    ask('replication', (signal) => askReplication(world, plan, signal)),
    ask('alarms', (signal) => askAlarms(world, plan, signal)),
  ]);
  return { atMilliseconds, control, sensors };
}

async function askControl(
  world: ObservingWorld,
  { name, observing }: Plan,
  signal: AbortSignal,
): Promise<Reading> {
  if (observing.control !== undefined) {
    return askHttp(world, observing.control, signal, isAnswering);
  }
  const known = await world.records.readObservations(name);
  return {
    result: 'yes',
    words: `the recovery region's table answers (${known.length} observers)`,
  };
}

async function askHttp(
  { http }: ObservingWorld,
  url: string | undefined,
  signal: AbortSignal,
  isYes: (status: number) => boolean,
): Promise<Reading> {
  if (url === undefined) return { result: 'not-asked', words: 'the plan names none' };
  const answer = await http.get(url, { signal, timeoutSeconds: SENSOR_SECONDS });
  if (!answer.answered) return { result: 'no-answer', words: `${url}: ${answer.why}` };
  const words = `${url} answers ${answer.status}`;
  return { result: isYes(answer.status) ? 'yes' : 'no', words };
}

/** As the plan file says of its endpoint: below 400 is good. */
function isGood(status: number): boolean {
  return status < 400;
}

/** A balancer with nobody behind it answers 5xx: it is there, and serves nobody. */
function isAnswering(status: number): boolean {
  return status < 500;
}

async function askDatabase(
  { clock, primary }: ObservingWorld,
  { database }: Plan,
  signal: AbortSignal,
): Promise<Reading> {
  const since = clock.now() - EVENTS_SECONDS * 1_000;
  const [[fact], events] = await Promise.all([
    primary.rds.describeDatabases([database.primary], { signal }),
    // Events only add to the status: without them it still counts.
    primary.rds.describeEvents(database.primary, since, { signal }).catch(() => []),
  ]);
  return judgeDatabase(fact, events, clock.now());
}

async function askReplication(
  { recovery }: ObservingWorld,
  { database }: Plan,
  signal: AbortSignal,
): Promise<Reading> {
  const [fact] = await recovery.rds.describeDatabases([database.replica], { signal });
  return judgeReplication(fact);
}

async function askAlarms(
  { primary }: ObservingWorld,
  { alarms }: Plan,
  signal: AbortSignal,
): Promise<Reading> {
  if (alarms.length === 0) return { result: 'not-asked', words: 'the plan names none' };
  const found = await primary.cloudWatch.describeAlarms(alarms, { signal });
  const words = found.map(({ name, state }) => `${name} ${state}`).join(', ');
  if (found.some(({ state }) => state === 'ALARM')) return { result: 'no', words };
  const known = found.some(({ state }) => state === 'OK');
  return { result: known ? 'yes' : 'not-asked', words: words || 'none of them exists' };
}
