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
import type { Incident, PlanRecord, ServiceRecord, TimelineEntry } from '@understudy/leases';

import { createDoings, type Doings } from '../doings.ts';
import { START_MS } from '../scene.ts';
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
export interface RegionScene extends DeployedKonecta, Pick<Doings, 'pass' | 'during'> {
  readonly clock: VirtualClock;
  /** Lets time pass until something is so; false when it is not after as long as this. */
  passUntil(isSo: () => boolean, secondsMax: number): Promise<boolean>;
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

/** A quarter of an hour: observers agree, alarms have data, ReplicaLag has points. */
const SETTLING_SECONDS = 900;
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

function sceneOver(
  deployed: DeployedKonecta,
  clock: VirtualClock,
  violations: RegionJudge,
): RegionScene {
  const { aws, konecta, stores, regions } = deployed;
  const { entries } = aws.world.log;
  const key = `plan#${konecta.plan}` as const;
  const { recovery: store } = stores;
  const doings = createDoings(aws, clock);
  return {
    ...deployed,
    ...doings,
    clock,
    async passUntil(isSo, secondsMax) {
      await clock.runUntil(isSo, secondsMax * 1_000).catch(() => undefined);
      return isSo();
    },
    losePrimary: () =>
      aws.world.outages.begin({ kind: 'region', name: 'lost', region: regions.primary.name }),
    asPerson: (service, operation, input, region = 'recovery') =>
      doings.ask(regions[region].name, service, operation, input),
    invokeEntry: (payload, region = 'recovery') =>
      doings.invoke(
        regions[region].name,
        entryName(konecta.stage),
        payload,
      ) as Promise<EntryPayload>,
    violations,
    executions: () => regions.recovery.lambda.executions.all(),
    record: () => doings.during(store.readService(key)),
    plan: () => doings.during(store.readPlan(key)),
    async incidents() {
      const found = await doings.during(store.listIncidents({ key, limit: 50 }));
      return [...found].sort((one, other) => one.openedAtMilliseconds - other.openedAtMilliseconds);
    },
    timeline: (incidentId) => doings.during(store.readTimeline(incidentId)),
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
