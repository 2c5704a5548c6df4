import {
  leaseViolations,
  violationsOf,
  type StackPackage,
  type Violation,
} from '@understudy/aws-simulator';
import { createVirtualClock, type Clock, type VirtualClock } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import {
  createDeployedJupiter,
  leaseHistory,
  type DeployedJupiter,
} from '@understudy/fault-simulation';
import type { OutcomeName } from '@understudy/leases';

import { accountTime, type TimeAccount } from './account-time.ts';
import type { DemoFault } from './demo-faults.ts';
import { narrateEntry, narrateNews, TOLD_SENTENCE, type Names, type Scene } from './narrate.ts';
import { paceUntil, type Speed } from './pace.ts';
import { plainItem, watchTable } from './timeline-writes.ts';

export interface DemoOptions {
  readonly seed: string;
  readonly fault: DemoFault;
  readonly speed: Speed;
  /** What `scripts/package-functions prod us-east-1` wrote. */
  readonly package: string | StackPackage;
  readonly real: Clock;
  readonly signal: AbortSignal;
  /** Told of each line of the story as it happens, with seconds since the fault. */
  readonly onScene: (scene: Scene, secondsSinceFault: number) => void;
  readonly onSlice?: (secondsSinceFault: number) => void;
}

export interface DemoReport {
  readonly service: string;
  readonly incidentId: string;
  readonly outcome: {
    readonly name: OutcomeName;
    readonly reason: string;
    readonly sentence: string;
  };
  readonly inCharge: { readonly role: string; readonly instanceId: string; readonly epoch: number };
  /** What a client of the load balancer saw. */
  readonly downtimeMilliseconds: number;
  readonly requests: { readonly asked: number; readonly refused: number };
  /** Absent when nobody serves again. */
  readonly time?: TimeAccount;
  readonly violations: readonly Violation[];
  readonly scenes: readonly (Scene & { readonly secondsSinceFault: number })[];
}

/**
 * A few seconds after a full minute: the alarm's next evaluation then comes before the reconciler's
 * next minute, and the demo shows the path of an alarm.
 */
const START_MS = Date.UTC(2026, 10, 22, 3, 0, 20);

/** The reconciler's first sweeps find the service and write its first state. */
const SETTLING_MS = 170_000;

/** The longest that the story may take, in virtual time: rule 3 says 7 minutes after a death. */
const STORY_MS_MAX = 15 * 60_000;

/** A shorter skip needs no word. */
const SKIP_TOLD_MS = 20_000;

const SERVICE = 'signaling';
const CONFIRM_LOOK_SECONDS = 10;

/** Open ends that only a person's answer or time would change: the demo stops there. */
const STANDING_OUTCOMES: ReadonlySet<unknown> = new Set(['asked', 'needs-operator', 'put-back']);

/** A world, a fault, and what comes of it. Same seed, same story, at any speed. */
export async function runDemo(options: DemoOptions): Promise<DemoReport> {
  const clock = createVirtualClock(START_MS);
  const deployed = createDeployedJupiter({
    clock,
    seed: options.seed,
    package: options.package,
    jupiter: { services: [SERVICE], quickAlarms: true },
  });
  await during(clock, deployed.arm('the demo'));
  await clock.advanceTo(START_MS + SETTLING_MS);
  const faultAt = clock.now();
  const scenes: (Scene & { readonly secondsSinceFault: number })[] = [];
  const head = await tellStory(deployed, clock, options, (scene) => {
    const secondsSinceFault = (scene.atMilliseconds - faultAt) / 1_000;
    scenes.push({ ...scene, secondsSinceFault });
    options.onScene(scene, secondsSinceFault);
  });
  return report(deployed, head, faultAt, scenes);
}

type Head = Readonly<Record<string, unknown>>;

async function tellStory(
  deployed: DeployedJupiter,
  clock: VirtualClock,
  { fault, speed, real, signal, onSlice }: DemoOptions,
  tell: (scene: Scene) => void,
): Promise<Head> {
  const { aws, region, jupiter, tableName } = deployed;
  const pair = pairOf(deployed);
  const names = namesOf(deployed);
  const faultAt = clock.now();
  let head: Head | undefined;
  let isTold = false;
  const stops = [
    aws.world.log.subscribe((entry) => {
      const scene = narrateEntry(entry, names);
      if (!scene) return;
      const isTelling = scene.sentence === TOLD_SENTENCE;
      // One is enough for a viewer; each further one only says the same again.
      if (!isTelling || !isTold) tell(scene);
      isTold ||= isTelling;
    }),
    watchTable(region, tableName, (news) => {
      const scene = narrateNews(news);
      if (scene) tell(scene);
      if (news.kind === 'head') head = news.head;
    }),
  ];
  const sentence = `signaling-primary suffers: ${fault}`;
  tell({ atMilliseconds: faultAt, who: 'fault', sentence, evidence: pair.primaryId, isTurn: true });
  jupiter.ec2.fault(pair.primaryId, fault);
  const pace = {
    clock,
    real,
    signal,
    limitMilliseconds: STORY_MS_MAX,
    onSlice: () => onSlice?.((clock.now() - faultAt) / 1_000),
  };
  await paceUntil(() => isOver(head) || isTold, { ...pace, speed });
  const toldAt = clock.now();
  // Minutes in which nothing happens may follow: no viewer has to wait for them.
  await paceUntil(() => isOver(head), { ...pace, speed: 'max' });
  const keptMilliseconds = clock.now() - toldAt;
  if (keptMilliseconds > SKIP_TOLD_MS) {
    const seconds = Math.round(keptMilliseconds / 1_000);
    const sentence = `(skipped: the run kept the lease for ${seconds} s more, until no call of its could still arrive)`;
    tell({ atMilliseconds: clock.now(), who: 'demo', sentence });
  }
  for (const stop of stops) stop();
  if (head) return head;
  throw new TerminalError(
    'NothingHappened',
    `Expected an incident within ${STORY_MS_MAX / 60_000} minutes of the fault, found none. Try another --fault.`,
  );
}

function isOver(head: Head | undefined): boolean {
  if (!head) return false;
  const outcome = head['outcome'] as { readonly name?: unknown } | undefined;
  return head['closedAtMilliseconds'] !== undefined || STANDING_OUTCOMES.has(outcome?.name);
}

function report(
  deployed: DeployedJupiter,
  head: Head,
  faultAt: number,
  scenes: DemoReport['scenes'],
): DemoReport {
  const { aws, region, jupiter, tableName, probe } = deployed;
  const pair = pairOf(deployed);
  const { entries } = aws.world.log;
  const state = stateOf(deployed);
  const seen = probe.report(pair.targetGroupName);
  const served = seen.stretches.findLast(
    ({ service, began }) => service === 'served' && began !== undefined && began.at > faultAt,
  );
  const takingId = state.active === 'primary' ? pair.primaryId : pair.backupId;
  return {
    service: SERVICE,
    incidentId: String(head['id']),
    outcome: head['outcome'] as DemoReport['outcome'],
    inCharge: { role: state.active, instanceId: takingId, epoch: state.epoch },
    downtimeMilliseconds: seen.downtimeMilliseconds,
    requests: { asked: seen.asked, refused: seen.refused },
    ...(served?.began
      ? {
          time: accountTime({
            entries,
            faultAtMilliseconds: faultAt,
            servedAtMilliseconds: served.began.at,
            openedAtMilliseconds: Number(head['openedAtMilliseconds']),
            leavingId: pair.primaryId,
            takingId,
            targetGroupName: pair.targetGroupName,
            confirmWindowMilliseconds: confirmWindow(scenes),
          }),
        }
      : {}),
    violations: [
      ...violationsOf(entries, jupiter.descriptions),
      ...leaseViolations(entries, jupiter.descriptions, leaseHistory(region.dynamodb, tableName)),
    ],
    scenes,
  };
}

/** Each look after a round's first waited for its part of the window. */
function confirmWindow(scenes: readonly Scene[]): number {
  const waits = scenes.filter(({ sentence }) => /^look-(?!1:)/.test(sentence)).length;
  return waits * CONFIRM_LOOK_SECONDS * 1_000;
}

function stateOf({ region, tableName }: DeployedJupiter): { active: string; epoch: number } {
  const item = region.dynamodb.item(tableName, {
    pk: { S: `service#${SERVICE}` },
    sk: { S: 'state' },
  });
  const { active, epoch } = plainItem(item ?? {});
  return { active: String(active), epoch: Number(epoch) };
}

function namesOf({ region, jupiter }: DeployedJupiter): Names {
  const started = new Set<string>();
  return {
    wasStarted(executionName) {
      const before = started.has(executionName);
      started.add(executionName);
      return before;
    },
    of(instanceId) {
      const name = jupiter.ec2.instance(instanceId)?.tags.get('Name');
      return name === undefined ? instanceId : `${name} (${instanceId})`;
    },
    alarmReason: (alarmName) => region.cloudwatch.alarm(alarmName)?.reason,
  };
}

function pairOf({
  jupiter,
}: DeployedJupiter): NonNullable<DeployedJupiter['jupiter']['services'][string]> {
  const pair = jupiter.services[SERVICE];
  if (pair) return pair;
  throw new TerminalError('NoService', `Expected the service ${SERVICE} in jupiter, found none.`);
}

/** Waits for a promise while virtual time passes. */
async function during<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  const watched = promise.finally(() => (settled = true));
  watched.catch(() => undefined);
  await clock.runUntil(() => settled, STORY_MS_MAX);
  return watched;
}
