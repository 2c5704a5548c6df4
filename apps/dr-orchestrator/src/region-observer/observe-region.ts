import { toErrorRecord } from '@understudy/errors';
import { LOCAL_CLOCK_SKEW_ALLOWANCE_MS, type ServiceRecord } from '@understudy/leases';

import { adoptAuthority } from '../authority/read-authority.ts';
import { decideLook, RUN_UNDER_WAY } from '../deciding/decide-look.ts';
import { isBack } from '../deciding/judge-return.ts';
import { judgeSight } from '../deciding/judge-sight.ts';
import type { ObserverSight, OutageVerdict } from '../deciding/outage-verdict.ts';
import { guardRegion } from '../guarding/guard-region.ts';
import type { GuardReport } from '../guarding/guard-question.ts';
import type { Guarding } from '../guarding/guard-session.ts';
import {
  observe,
  outagePolicyOf,
  planKey,
  readVerdict,
  recordingWorldOf,
  type ObserverRole,
} from '../observing/observe.ts';
import { startRecovery } from '../triggers/start-recovery.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';

/** What became of one minute's look. */
export interface Observed {
  readonly outcome: 'observed' | 'started' | 'refused' | 'failed';
  readonly reason: string;
  readonly sentence: string;
  readonly verdict?: OutageVerdict;
  readonly executionName?: string;
  readonly guard?: GuardReport;
  readonly problems: readonly string[];
}

/** The function's time-out (functions.yml), less what it takes to end. */
export const OBSERVER_TURN_SECONDS = 55;

/**
 * While nothing serves and a window runs, a minute between two looks would end it up to a minute
 * late: it ends with the look that reaches its end.
 */
const AGAIN_SECONDS = 10;

/** The other observer may have seen it this much later: the window counts from then. */
const OTHERS_SECONDS = 60;

/** A look at a silent region, and what is decided and written after it. */
const LOOK_SECONDS = 8;

/** A fence that goes on is looked at again this soon, while the invocation lasts. */
const GUARD_AGAIN_SECONDS = 8;
const GUARD_LOOKS_MAX = 4;

/** One look of the guard with all its acts: the invocation must outlast it. */
const GUARD_SECONDS = 30;

/** Each minute, in each region: what the role and the place of this copy make of it. */
export async function observeRegion(
  world: RecoveryWorld,
  role: ObserverRole,
  guarding: Guarding,
): Promise<Observed> {
  const { plan, region } = world.settings;
  const { primary, recovery } = plan.regions;
  if (role === 'witness') {
    const elsewhere = region !== primary && region !== recovery;
    return elsewhere ? observeWhileDown(world, guarding) : misplaced(world, role);
  }
  if (region === recovery) return observeAtHome(world, guarding);
  if (region === primary) return adoptWhatIsSo(world);
  return misplaced(world, role);
}

/** Nothing but looks: a witness has no leave for more. Closer ones while its window runs. */
async function observeWhileDown(world: RecoveryWorld, guarding: Guarding): Promise<Observed> {
  const { plan } = world.settings;
  for (;;) {
    const begun = world.clock.now();
    const seen = await observeAs(world, 'witness');
    const { state, downSinceMilliseconds = begun } = seen.sight;
    const windowSeconds = plan.confirmWindowSeconds + OTHERS_SECONDS;
    const isOver = begun - downSinceMilliseconds > windowSeconds * 1_000;
    if (state !== 'down' || isOver || !(await isTimeForAnother(world, guarding, begun)))
      return seen;
  }
}

/** Waits for the next look's moment; false: it would not end within the invocation. */
async function isTimeForAnother(
  { clock }: RecoveryWorld,
  { deadlineMilliseconds }: Guarding,
  begunMilliseconds: number,
): Promise<boolean> {
  const next = Math.max(clock.now(), begunMilliseconds + AGAIN_SECONDS * 1_000);
  if (next + LOOK_SECONDS * 1_000 > deadlineMilliseconds) return false;
  await clock.sleep(next - clock.now());
  return true;
}

async function observeAs(
  world: RecoveryWorld,
  role: ObserverRole,
): Promise<Observed & { readonly sight: ObserverSight }> {
  const { plan } = world.settings;
  const observation = await observe(recordingWorldOf(world, plan), plan, role);
  const { looks } = observation;
  const newest = looks.at(-1);
  const said = [newest?.control, ...(newest?.sensors ?? [])].flatMap((one) =>
    one && one.result !== 'not-asked' ? [`${one.sensor} ${one.result}`] : [],
  );
  const sentence = `${role} sees ${plan.regions.primary}: ${said.join(', ')}.`;
  const sight = judgeSight(observation, outagePolicyOf(plan), world.clock.now());
  return { outcome: 'observed', reason: role, sentence, problems: [], sight };
}

/** A region that comes back learns here that it is not in charge any more. */
async function adoptWhatIsSo(world: RecoveryWorld): Promise<Observed> {
  const { reason, sentence } = await adoptAuthority(world, world.settings.plan);
  return { outcome: 'observed', reason, sentence, problems: [] };
}

function misplaced({ settings }: RecoveryWorld, role: ObserverRole): Observed {
  const { primary, recovery, witness = 'a third region' } = settings.plan.regions;
  const sentence =
    `${role} of ${settings.plan.name} cannot look from ${settings.region}: expected ${recovery} ` +
    `(observer), ${primary} (observer) or ${witness} (witness).`;
  return { outcome: 'refused', reason: 'misplaced', sentence, problems: [] };
}

type Attempt = <T>(what: string, act: () => Promise<T>) => Promise<T | undefined>;

/**
 * Look, take up what was left or start what is due, guard the old region. Each by itself: one that
 * fails keeps no other from being done.
 */
async function observeAtHome(world: RecoveryWorld, guarding: Guarding): Promise<Observed> {
  const { plan, log } = world.settings;
  const problems: string[] = [];
  const attempt: Attempt = async (what, act) => {
    try {
      return await act();
    } catch (thrown) {
      const { code, message } = toErrorRecord(thrown);
      log.error('A part of the look failed', { plan: plan.name, part: what, code, message });
      problems.push(`${what}: ${code}: ${message}`);
      return undefined;
    }
  };
  const begun = world.clock.now();
  await attempt('observe', () => observeAs(world, 'observer'));
  const first = await attempt('decide', () => decideAndStart(world));
  const guard = await attempt('guard', () => guardWhileItGoesOn(world, guarding));
  const minute = { begun, attempt };
  const looked = first && (await decideWhileConfirming(world, guarding, { first, ...minute }));
  if (guard?.state === 'unreachable' && first?.reason === RUN_UNDER_WAY) {
    await watchForReturn(world, guarding, minute);
  }
  const base = { problems, ...(guard ? { guard } : {}) };
  if (!looked) {
    const sentence = problems.join('; ');
    return { outcome: 'failed', reason: 'cannot-decide', sentence, ...base };
  }
  return { ...looked, ...base };
}

type Looked = Omit<Observed, 'problems' | 'guard'>;

/** Looks and decides again within this minute, until a window's end is reached or a run begins. */
async function decideWhileConfirming(
  world: RecoveryWorld,
  guarding: Guarding,
  { first, begun, attempt }: { first: Looked; begun: number; attempt: Attempt },
): Promise<Looked> {
  let found = first;
  let last = begun;
  while (found.reason === 'confirming' && (await isTimeForAnother(world, guarding, last))) {
    last = world.clock.now();
    await attempt('observe', () => observeAs(world, 'observer'));
    found = (await attempt('decide', () => decideAndStart(world))) ?? found;
  }
  return found;
}

/**
 * Past its point of no return a run deploys beside a region that may come back at any moment: what
 * it then goes by must be younger than a minute. An observer that has too little time left to guard
 * leaves that to the next.
 */
async function watchForReturn(
  world: RecoveryWorld,
  guarding: Guarding,
  { begun, attempt }: { begun: number; attempt: Attempt },
): Promise<void> {
  let last = begun;
  while (await isTimeForAnother(world, guarding, last)) {
    last = world.clock.now();
    const seen = await attempt('observe', () => observeAs(world, 'observer'));
    if (!seen || !isBack(seen.sight.readings)) continue;
    const left = guarding.deadlineMilliseconds - world.clock.now();
    if (left < GUARD_SECONDS * 1_000) return;
    const returned = `${guarding.invocationId}.returned`;
    await attempt('guard', () =>
      guardWhileItGoesOn(world, { ...guarding, invocationId: returned }),
    );
    return;
  }
}

async function decideAndStart(world: RecoveryWorld): Promise<Looked> {
  const { plan } = world.settings;
  const { clock, store } = world;
  const { records } = world.inRegion(plan.regions.recovery);
  const verdict = await readVerdict(records, plan, clock.now());
  const record = await store.readService(planKey(plan));
  const openIncident = record.openIncident?.id;
  const incident = openIncident === undefined ? undefined : await store.readIncident(openIncident);
  const decision = decideLook({
    plan,
    record,
    ownerFinished: await ownerFinished(world, record),
    verdict,
    nowMilliseconds: clock.now(),
    ...(incident ? { incident } : {}),
  });
  const { sentence } = decision;
  if (decision.action === 'none') {
    return { outcome: 'observed', reason: decision.reason, sentence, verdict };
  }
  const { functions } = world.inRegion(plan.regions.recovery);
  const { why } = decision;
  const trigger = { kind: 'observer', why, sentence, atMilliseconds: clock.now() } as const;
  const { executionName } = await startRecovery(
    { functions, settings: world.settings },
    { ...trigger, sentence: sentence.slice(0, TRIGGER_SENTENCE_MAX) },
  );
  return { outcome: 'started', reason: why, sentence, verdict, executionName };
}

/** What a trigger may say (triggers/trigger.ts). */
const TRIGGER_SENTENCE_MAX = 1_000;

/** Cheap and careful: the execution that is started proves it again before it takes anything. */
async function ownerFinished(world: RecoveryWorld, { lease }: ServiceRecord): Promise<boolean> {
  const { owner, turnDeadlineMilliseconds, declaredOver } = lease;
  if (!owner) return false;
  if (declaredOver) return true;
  if (owner.kind === 'local') {
    return world.clock.now() > turnDeadlineMilliseconds + LOCAL_CLOCK_SKEW_ALLOWANCE_MS;
  }
  const { functions } = world.inRegion(world.settings.plan.regions.recovery);
  const status = await functions.status(owner.executionArn);
  return status !== undefined && status !== 'running';
}

/** A region that has just come back is closed step by step: not a minute between two steps. */
async function guardWhileItGoesOn(world: RecoveryWorld, guarding: Guarding): Promise<GuardReport> {
  const { plan } = world.settings;
  for (let number = 1; ; number++) {
    const report = await guardRegion(world, plan, {
      ...guarding,
      invocationId: `${guarding.invocationId}.${number}`,
    });
    const left = guarding.deadlineMilliseconds - world.clock.now();
    const again = report.state === 'fencing' && number < GUARD_LOOKS_MAX;
    if (!again || left < (GUARD_AGAIN_SECONDS + GUARD_SECONDS) * 1_000) return report;
    await world.clock.sleep(GUARD_AGAIN_SECONDS * 1_000);
  }
}
