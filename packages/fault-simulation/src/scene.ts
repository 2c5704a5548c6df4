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
export interface Scene extends DeployedJupiter {
  readonly clock: VirtualClock;
  /** The first service. */
  readonly pair: JupiterService;
  /** Lets time pass. */
  pass(seconds: number): Promise<void>;
  /** Waits for a promise while time passes. */
  during<T>(promise: Promise<T>): Promise<T>;
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
const START_MS = Date.UTC(2026, 10, 22, 3, 0, 0);

/** Long enough for the reconciler's first sweep to adopt every service. */
const SETTLING_SECONDS = 130;

/** What one awaited call may take of virtual time. */
const DURING_SECONDS_MAX = 900;

const PERSON = {
  principal: { kind: 'user', name: 'operator' },
  cause: { kind: 'person', name: 'operator' },
} as const;

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

/** What a person does in the world, while its time passes. */
type Doings = Pick<Scene, 'pass' | 'during' | 'asPerson' | 'invokeRouter'>;

function doingsIn(deployed: DeployedJupiter, clock: VirtualClock): Doings {
  const { aws, region } = deployed;

  async function during<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const watched = promise.finally(() => (settled = true));
    // Its failure is the caller's to see, after time has passed.
    watched.catch(() => undefined);
    await clock.runUntil(() => settled, DURING_SECONDS_MAX * 1_000);
    return watched;
  }

  async function asPerson<Output>(
    service: Parameters<Scene['asPerson']>[0],
    operation: string,
    input: object,
  ): Promise<Output> {
    const signedAtMilliseconds = clock.now();
    const call = { service, operation, input, region: region.name, ...PERSON };
    const { output } = await during(aws.world.call({ ...call, signedAtMilliseconds }));
    return output as Output;
  }

  return {
    during,
    asPerson,
    pass: (seconds) => clock.advanceTo(clock.now() + seconds * 1_000),
    async invokeRouter(payload) {
      const answer = await asPerson<{ Payload?: Uint8Array }>('lambda', 'Invoke', {
        FunctionName: `${deployed.tableName}-alarm-router`,
        Payload: new TextEncoder().encode(JSON.stringify(payload)),
      });
      const text = new TextDecoder().decode(answer.Payload);
      return JSON.parse(text) as Awaited<ReturnType<Scene['invokeRouter']>>;
    },
  };
}

function sceneOver(deployed: DeployedJupiter, clock: VirtualClock): Scene {
  const { aws, store, jupiter, region } = deployed;
  const [pair] = Object.values(jupiter.services);
  if (!pair) throw new TerminalError('NoService', 'expected at least one service, found none');
  const doings = doingsIn(deployed, clock);
  const { during } = doings;
  return {
    ...deployed,
    ...doings,
    clock,
    pair,
    record: (service = pair.name) => during(store.readService(`service#${service}`)),
    async incidents(service = pair.name) {
      const found = await during(store.listIncidents({ key: `service#${service}`, limit: 50 }));
      return [...found].sort((one, other) => one.openedAtMilliseconds - other.openedAtMilliseconds);
    },
    timeline: (incidentId) => during(store.readTimeline(incidentId)),
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
