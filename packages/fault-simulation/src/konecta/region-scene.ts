import {
  createNoLatencies,
  writesOf,
  type CallEntry,
  type DurableExecution,
  type KonectaSite,
  type LogEntry,
  type ServiceName,
} from '@understudy/aws-simulator';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import { RetryableError } from '@understudy/errors';
import type { Incident, PlanRecord, ServiceRecord, TimelineEntry } from '@understudy/leases';

import {
  createDeployedKonecta,
  type DeployedKonecta,
  type DeployedKonectaOptions,
  type KonectaRegion,
} from './deployed-konecta.ts';
import { createRegionJudge, type RegionJudge } from './region-judge.ts';

export interface RegionSceneOptions extends Omit<DeployedKonectaOptions, 'clock' | 'seed'> {
  readonly seed?: string;
  /** Default: armed. */
  readonly armed?: boolean;
  /** Latencies of the field instead of none. */
  readonly fieldLatencies?: boolean;
  /** Default: long enough for observers and replication to have a history. */
  readonly settlingSeconds?: number;
  /** What the plan says of a primary that gives no evidence. Default `proceed`, as the example does. */
  readonly whenUnknown?: 'ask' | 'proceed';
}

/** konecta-erp on virtual time, settled and watched, and what a test asks of it. */
export interface RegionScene extends DeployedKonecta {
  readonly clock: VirtualClock;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass until something is so; false when it is not after as long as this. */
  passUntil(isSo: () => boolean, secondsMax: number): Promise<boolean>;
  /** Waits for a promise while time passes. */
  during<T>(promise: Promise<T>): Promise<T>;
  /** Loses the whole primary region; returns how to bring it back. */
  losePrimary(): () => void;
  /** Invokes the document's function, as `aws lambda invoke` does; its answer's payload. */
  invokeEntry(payload: unknown, region?: KonectaRegion): Promise<EntryPayload>;
  /** Executions of the recovery workflow in the recovery region, oldest first. */
  executions(): readonly DurableExecution[];
  record(): Promise<ServiceRecord>;
  plan(): Promise<PlanRecord>;
  /** Oldest first. */
  incidents(): Promise<readonly Incident[]>;
  timeline(incidentId: string): Promise<readonly TimelineEntry[]>;
  /** One API call as a person makes it. */
  asPerson<Output>(
    service: ServiceName,
    operation: string,
    input: object,
    region?: KonectaRegion,
  ): Promise<Output>;
  /** Changes of the user's resources that the functions made (since a time). */
  changes(sinceMilliseconds?: number): readonly CallEntry[];
  /** Calls that functions made to a region (since a time). */
  callsTo(region: KonectaRegion, sinceMilliseconds?: number): readonly CallEntry[];
  /** What of the region invariants was violated since the world began: every story's end asks. */
  readonly violations: RegionJudge;
}

export interface EntryPayload {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Midnight's third hour: when it matters. */
const START_MS = Date.UTC(2026, 10, 22, 3, 0, 0);
/** A quarter of an hour: observers agree, alarms have data, ReplicaLag has points. */
const SETTLING_SECONDS = 900;
/** What one awaited call may take of virtual time. */
const DURING_SECONDS_MAX = 900;

const PERSON = {
  principal: { kind: 'user', name: 'operator' },
  cause: { kind: 'person', name: 'operator' },
} as const;

/** Deploys, arms, and lets everything settle. */
export async function createRegionScene(options: RegionSceneOptions): Promise<RegionScene> {
  const { seed = 'scene', armed = true, fieldLatencies = false, ...rest } = options;
  const { whenUnknown = 'proceed' } = options;
  // From source only promises run between two events; a package's streams take more turns.
  const turns = rest.sourceFunctions ? { settlingTurns: 1 } : {};
  const clock = createVirtualClock(START_MS, turns);
  const deployed = createDeployedKonecta({
    clock,
    seed,
    ...(fieldLatencies ? {} : { latencies: createNoLatencies }),
    ...rest,
  });
  const scene = sceneOver(deployed, clock, createRegionJudge(deployed, { whenUnknown }));
  if (armed) await scene.during(deployed.arm('a test'));
  await scene.pass(options.settlingSeconds ?? SETTLING_SECONDS);
  return scene;
}

/** What a person does in the world, while its time passes. */
type Doings = Pick<
  RegionScene,
  'pass' | 'passUntil' | 'during' | 'asPerson' | 'losePrimary' | 'invokeEntry'
>;

function doingsIn(deployed: DeployedKonecta, clock: VirtualClock): Doings {
  const { aws, konecta, regions } = deployed;

  async function during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    // Its failure is the caller's to see, after time has passed.
    watched.catch(() => undefined);
    await clock.runUntil(() => settled, DURING_SECONDS_MAX * 1_000);
    if (settled) return watched;
    throw new RetryableError(
      'NotAnswered',
      `expected an answer within ${DURING_SECONDS_MAX} s of virtual time, found none; is the region lost?`,
    );
  }

  async function asPerson<Output>(
    service: ServiceName,
    operation: string,
    input: object,
    region: KonectaRegion = 'recovery',
  ): Promise<Output> {
    const call = { service, operation, input, region: regions[region].name, ...PERSON };
    const sent = aws.world.call({ ...call, signedAtMilliseconds: clock.now() });
    return (await during(sent)).output as Output;
  }

  return {
    during,
    asPerson,
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1_000),
    async passUntil(isSo, secondsMax) {
      await clock.runUntil(isSo, secondsMax * 1_000).catch(() => undefined);
      return isSo();
    },
    losePrimary: () =>
      aws.world.outages.begin({ kind: 'region', name: 'lost', region: regions.primary.name }),
    async invokeEntry(payload, region = 'recovery') {
      const answer = await asPerson<{ Payload?: Uint8Array }>(
        'lambda',
        'Invoke',
        {
          FunctionName: entryName(konecta.stage),
          Payload: new TextEncoder().encode(JSON.stringify(payload)),
        },
        region,
      );
      return JSON.parse(new TextDecoder().decode(answer.Payload)) as EntryPayload;
    },
  };
}

function sceneOver(
  deployed: DeployedKonecta,
  clock: VirtualClock,
  violations: RegionJudge,
): RegionScene {
  const { aws, konecta, stores, regions } = deployed;
  const { entries } = aws.world.log;
  const key = `plan#${konecta.plan}` as const;
  const { recovery: store } = stores;
  const doings = doingsIn(deployed, clock);
  const { during } = doings;
  return {
    ...deployed,
    ...doings,
    clock,
    violations,
    executions: () => regions.recovery.lambda.executions.all(),
    record: () => during(store.readService(key)),
    plan: () => during(store.readPlan(key)),
    async incidents() {
      const found = await during(store.listIncidents({ key, limit: 50 }));
      return [...found].sort((one, other) => one.openedAtMilliseconds - other.openedAtMilliseconds);
    },
    timeline: (incidentId) => during(store.readTimeline(incidentId)),
    changes: (since = 0) => writesOf(entries).filter((entry) => entry.at >= since && isOurs(entry)),
    callsTo: (region, since = 0) =>
      entries.filter(
        (entry): entry is CallEntry =>
          entry.kind === 'call' &&
          entry.at >= since &&
          entry.call.region === regions[region].name &&
          isOurs(entry),
      ),
  };
}

function isOurs(entry: LogEntry): boolean {
  const { cause } = entry.kind === 'call' ? entry.call : entry;
  return cause.kind === 'invocation';
}

function entryName(stage: string): string {
  return stage === 'dev' ? 'konecta-erp-dr-failover' : `konecta-erp-${stage}-dr-failover`;
}

/** What a request over the network meets: a region's balancer, by its name, or the users' own name. */
export function answerOf(
  { konecta }: Pick<DeployedKonecta, 'konecta'>,
  host: string,
): ReturnType<KonectaSite['answer']> {
  const sites = [konecta.primary, konecta.recovery];
  const named = sites.find((site) => site.balancerDnsName() === host);
  if (named) return named.answer();
  const [region] = Object.entries(konecta.traffic.shares()).sort(([, a], [, b]) => b - a)[0] ?? [];
  return sites.find((site) => site.region === region)?.answer() ?? 'no-answer';
}
