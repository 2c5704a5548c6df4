import type { EffectEntry } from '@understudy/aws-simulator';
import {
  callsOfRun,
  createCallCounter,
  faultOf,
  FAULT_KINDS,
  type CallId,
  type FaultKind,
  type Scene,
} from '@understudy/fault-simulation';

import type { scene } from './packaged.ts';
import { QUICK_MACHINES } from './quick-machines.ts';

/** What befalls an execution at one of its calls: the call's own fault, or the environment's. */
export type BlowKind =
  FaultKind | 'crash-before' | 'crash-after' | 'freeze-before' | 'freeze-after';

export interface Blow {
  readonly call: CallId;
  readonly kind: BlowKind;
}

/** How the service that suffered a blow ended. */
export interface Struck {
  readonly blow: string;
  /** Whether the call was made at all, and suffered. */
  readonly met: boolean;
  readonly active: string | undefined;
  readonly epoch: number | undefined;
  readonly owner: unknown;
  /** Who gets traffic: the backup alone, in words. */
  readonly served: string;
  /** Changes of ours that came about more than once, of one kind on one member. */
  readonly repeated: readonly string[];
  /** Changes of ours that came about after all was over, the thaw of a frozen call included. */
  readonly late: readonly string[];
}

/** The application of each primary is dead this long before somebody asks for a look. */
const UNHEALTHY_AFTER_SECONDS = 25;

/** Calls whose life must end first are waited for: this covers a takeover after a lost call. */
const END_WITHIN_SECONDS = 1_500;
const SLICE_SECONDS = 30;

/** The scene that a blow falls in: of the packaged functions, or of the same from source. */
export type MakeScene = typeof scene;

/** Every call of a straight failover, in order, as a first run makes them. */
export async function callsOfStraightFailover(make: MakeScene): Promise<readonly CallId[]> {
  const at = await brokenServices(make, 1);
  const from = at.aws.world.log.entries.length;
  await beginFailovers(at);
  await at.pass(60);
  return callsOfRun(at.aws.world.log.entries.slice(from), at.pair.name);
}

/** One service for each blow, all in one world at once: a failover of its own, struck there. */
export async function strike(
  make: MakeScene,
  blows: readonly Blow[],
): Promise<{ readonly at: Scene; readonly struck: readonly Struck[] }> {
  const at = await brokenServices(make, blows.length);
  const begun = at.aws.world.log.entries.length;
  const services = Object.values(at.jupiter.services);
  const met = blows.map((blow, index) => fall(at, services[index]?.name ?? '', blow));
  await beginFailovers(at);
  for (let passed = 0; passed < END_WITHIN_SECONDS && !(await areDone(at));) {
    await at.pass(SLICE_SECONDS);
    passed += SLICE_SECONDS;
  }
  const over = at.clock.now();
  if (blows.some(({ kind }) => kind.startsWith('freeze'))) await at.pass(FROZEN_MS / 1_000);
  const struck: Struck[] = [];
  for (const [index, blow] of blows.entries()) {
    const service = services[index];
    if (!service) continue;
    const { state, lease } = await at.record(service.name);
    const routable = at.region.elbv2.routable(service.targetGroupName);
    struck.push({
      blow: wordsOf(blow),
      met: met[index]?.() ?? false,
      active: state?.active,
      epoch: state?.epoch,
      owner: lease.owner,
      served: routable.map((id) => (id === service.backupId ? 'backup' : 'primary')).join(),
      repeated: repeatedChanges(at, begun, [service.primaryId, service.backupId]),
      late: lateChanges(at, over, [service.primaryId, service.backupId]),
    });
  }
  return { at, struck };
}

/** The one end that every blow has. */
export function sameEnd(blow: Blow): Struck {
  return {
    blow: wordsOf(blow),
    met: true,
    active: 'backup',
    epoch: 2,
    owner: undefined,
    served: 'backup',
    repeated: [],
    late: [],
  };
}

export function inGroupsOf<T>(size: number, all: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(all.length / size);
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}

async function brokenServices(make: MakeScene, count: number): Promise<Scene> {
  const services = Array.from({ length: count }, (_, index) => `pair${index + 10}`);
  const at = await make({ jupiter: { services }, ec2Timings: QUICK_MACHINES });
  for (const { primaryId } of Object.values(at.jupiter.services)) {
    at.jupiter.ec2.fault(primaryId, 'app-dead');
  }
  await at.pass(UNHEALTHY_AFTER_SECONDS);
  return at;
}

async function beginFailovers(at: Scene): Promise<void> {
  for (const service of Object.keys(at.jupiter.services)) await at.invokeRouter({ service });
}

async function areDone(at: Scene): Promise<boolean> {
  for (const service of Object.keys(at.jupiter.services)) {
    const { state, lease } = await at.record(service);
    if (lease.owner || state?.epoch === 1 || state?.openIncident) return false;
  }
  return true;
}

/** Lays the blow in wait; the answer tells whether it fell. */
function fall(at: Scene, service: string, blow: Blow): () => boolean {
  const count = createCallCounter(service);
  let fallen = false;
  const isIt = (call: Parameters<typeof count>[0]): boolean => {
    const id = count(call);
    const hit = id !== undefined && JSON.stringify(id) === JSON.stringify(blow.call);
    fallen ||= hit;
    return hit;
  };
  const kind = FAULT_KINDS.find((candidate) => candidate === blow.kind);
  if (kind) {
    const fault = faultOf(kind, blow.call.service);
    at.aws.world.faults.add({ name: wordsOf(blow), matches: isIt, fault });
  } else {
    at.aws.onApiCall((call) => (isIt(call) ? verdictOf(blow.kind) : 'continue'));
  }
  return () => fallen;
}

/** Longer than any invocation, signature or poll lasts. */
const FROZEN_MS = 3_600_000;

function verdictOf(kind: BlowKind): ReturnType<Parameters<Scene['aws']['onApiCall']>[0]> {
  if (kind === 'crash-before' || kind === 'crash-after') return kind;
  return { freezeMilliseconds: FROZEN_MS, when: kind === 'freeze-after' ? 'after' : 'before' };
}

function wordsOf({ call, kind }: Blow): string {
  const { service, operation, afterWrite, occurrence } = call;
  return `${kind} at ${service}:${operation} (${occurrence} after write ${afterWrite})`;
}

function repeatedChanges(at: Scene, from: number, ids: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { subject, to } of effectsOf(at, ids, from)) {
    counts.set(`${subject} ${to}`, (counts.get(`${subject} ${to}`) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1).map(([what, count]) => `${what}: ${count}`);
}

function lateChanges(at: Scene, since: number, ids: readonly string[]): readonly string[] {
  return effectsOf(at, ids, 0)
    .filter((entry) => entry.at > since)
    .map(({ subject, to }) => `${subject} ${to}`);
}

/** What requests of ours made of these instances, from an entry of the log on. */
function effectsOf(at: Scene, ids: readonly string[], from: number): readonly EffectEntry[] {
  return at.aws.world.log.entries
    .slice(from)
    .filter((entry): entry is EffectEntry => entry.kind === 'effect')
    .filter(({ cause, requestId }) => cause.kind === 'invocation' && requestId !== undefined)
    .filter(({ subject }) => ids.some((id) => subject.endsWith(`/${id}`)));
}
