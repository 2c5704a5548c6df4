import {
  createNoLatencies,
  leaseViolations,
  violationsOf,
  writesOf,
  type CallEntry,
  type JupiterService,
  type Violation,
} from '@understudy/aws-simulator';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import type { Incident, ServiceRecord, TimelineEntry } from '@understudy/leases';

import {
  createDeployedJupiter,
  type DeployedJupiter,
  type DeployedJupiterOptions,
} from './deployed-jupiter.ts';
import { createDoings, type Doings } from './doings.ts';
import { leaseHistory } from './lease-history.ts';

export interface SceneOptions extends Omit<DeployedJupiterOptions, 'clock' | 'seed'> {
  readonly seed?: string;
  /** Default: armed. */
  readonly armed?: boolean;
  /** Default: a full minute, three hours after midnight. */
  readonly startMilliseconds?: number;
  /** Latencies of the field instead of none. */
  readonly fieldLatencies?: boolean;
  /** Default: long enough for the reconciler's first sweep to adopt every service. */
  readonly settlingSeconds?: number;
  /** Turns of the event loop between two events: 0 where all functions run from source. */
  readonly settlingTurns?: number;
}

/** A deployed world on virtual time, settled and watched, and what a test asks of it. */
export interface Scene extends DeployedJupiter, Pick<Doings, 'pass' | 'during'> {
  readonly clock: VirtualClock;
  /** The first service. */
  readonly pair: JupiterService;
  record(service?: string): Promise<ServiceRecord>;
  /** Newest last. */
  incidents(service?: string): Promise<readonly Incident[]>;
  timeline(incidentId: string): Promise<readonly TimelineEntry[]>;
  /** One API call as a person makes it. */
  asPerson<Output>(
    service: 'ec2' | 'elasticloadbalancing' | 'monitoring' | 'sns' | 'sqs' | 'lambda' | 'route53',
    operation: string,
    input: object,
  ): Promise<Output>;
  /** Invokes the router as `understudy` and the AWS CLI do; its answer's payload. */
  invokeRouter(payload: unknown): Promise<{
    readonly statusCode: number;
    readonly body: { readonly results: readonly Record<string, unknown>[] };
  }>;
  /** The invariants of design section 4, over everything that happened. */
  violations(): Promise<readonly Violation[]>;
  /** Changes of the user's resources that the functions made (since a time). */
  changes(sinceMilliseconds?: number): readonly CallEntry[];
}

/** Midnight's third hour: when it matters. */
export const START_MS = Date.UTC(2026, 10, 22, 3, 0, 0);

/** Long enough for the reconciler's first sweep to adopt every service. */
const SETTLING_SECONDS = 130;

/** Deploys, arms, and lets the reconciler adopt every service. */
export async function createScene(options: SceneOptions): Promise<Scene> {
  const { seed = 'scene', armed = true, fieldLatencies = false, ...rest } = options;
  const { startMilliseconds = START_MS, settlingSeconds = SETTLING_SECONDS } = options;
  // From source only promises run between two events; a package's streams take more turns.
  const { settlingTurns = rest.sourceFunctions ? 1 : undefined } = options;
  const turns = settlingTurns === undefined ? {} : { settlingTurns };
  const clock = createVirtualClock(startMilliseconds, turns);
  const deployed = createDeployedJupiter({
    clock,
    seed,
    ...(fieldLatencies ? {} : { latencies: createNoLatencies }),
    ...rest,
  });
  const scene = sceneOver(deployed, clock);
  if (armed) await scene.during(deployed.arm('a test'));
  await scene.pass(settlingSeconds);
  return scene;
}

function sceneOver(deployed: DeployedJupiter, clock: VirtualClock): Scene {
  const { aws, store, jupiter, region } = deployed;
  const [pair] = Object.values(jupiter.services);
  if (!pair) throw new TerminalError('NoService', 'expected at least one service, found none');
  const doings = createDoings(aws, clock);
  return {
    ...deployed,
    ...doings,
    clock,
    pair,
    asPerson: (service, operation, input) => doings.ask(region.name, service, operation, input),
    invokeRouter: (payload) =>
      doings.invoke(region.name, `${deployed.tableName}-alarm-router`, payload) as ReturnType<
        Scene['invokeRouter']
      >,
    record: (service = pair.name) => doings.during(store.readService(`service#${service}`)),
    async incidents(service = pair.name) {
      const found = await doings.during(
        store.listIncidents({ key: `service#${service}`, limit: 50 }),
      );
      return [...found].sort((one, other) => one.openedAtMilliseconds - other.openedAtMilliseconds);
    },
    timeline: (incidentId) => doings.during(store.readTimeline(incidentId)),
    async violations() {
      const { entries } = aws.world.log;
      const history = leaseHistory(region.dynamodb, deployed.tableName);
      return [
        ...violationsOf(entries, jupiter.descriptions),
        ...leaseViolations(entries, jupiter.descriptions, history),
      ];
    },
    changes: (since = 0) =>
      writesOf(aws.world.log.entries).filter(
        (entry) => entry.at >= since && entry.call.cause.kind === 'invocation',
      ),
  };
}
