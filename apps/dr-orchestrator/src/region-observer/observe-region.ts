import { toErrorRecord } from '@understudy/errors';
import { LOCAL_CLOCK_SKEW_ALLOWANCE_MS, type ServiceRecord } from '@understudy/leases';

import { adoptAuthority } from '../authority/read-authority.ts';
import { decideLook } from '../deciding/decide-look.ts';
import type { OutageVerdict } from '../deciding/outage-verdict.ts';
import { guardRegion } from '../guarding/guard-region.ts';
import type { GuardReport } from '../guarding/guard-question.ts';
import type { Guarding } from '../guarding/guard-session.ts';
import {
  observe,
  planKey,
  readVerdict,
  recordingWorldOf,
  type ObserverRole,
} from '../observing/observe.ts';
import { startRecovery } from '../triggers/start-recovery.ts';
import type { Plan } from '../plan/plan.ts';
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
    return elsewhere ? observeAs(world, role) : misplaced(world, role);
  }
  if (region === recovery) return observeAtHome(world, guarding);
  if (region === primary) return adoptWhatIsSo(world);
  return misplaced(world, role);
}

/** Nothing but the look: a witness has no leave for more. */
async function observeAs(world: RecoveryWorld, role: ObserverRole): Promise<Observed> {
  const { plan } = world.settings;
  const { looks } = await observe(recordingWorldOf(world, plan), plan, role);
  const newest = looks.at(-1);
  const said = [newest?.control, ...(newest?.sensors ?? [])].flatMap((one) =>
    one && one.result !== 'not-asked' ? [`${one.sensor} ${one.result}`] : [],
  );
  const sentence = `${role} sees ${plan.regions.primary}: ${said.join(', ')}.`;
  return { outcome: 'observed', reason: role, sentence, problems: [] };
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

/**
 * Look, take up what was left or start what is due, guard the old region. Each by itself: one that
 * fails keeps no other from being done.
 */
async function observeAtHome(world: RecoveryWorld, guarding: Guarding): Promise<Observed> {
  const { plan, log } = world.settings;
  const problems: string[] = [];
  const attempt = async <T>(what: string, act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (thrown) {
      const { code, message } = toErrorRecord(thrown);
      log.error('A part of the look failed', { plan: plan.name, part: what, code, message });
      problems.push(`${what}: ${code}: ${message}`);
      return undefined;
    }
  };
  await attempt('observe', () => observeAs(world, 'observer'));
  const looked = await attempt('decide', () => decideAndStart(world));
  const guard = await attempt('guard', () => guardWhileItGoesOn(world, guarding));
  const base = { problems, ...(guard ? { guard } : {}) };
  if (!looked) {
    const sentence = problems.join('; ');
    return { outcome: 'failed', reason: 'cannot-decide', sentence, ...base };
  }
  return { ...looked, ...base };
}

async function decideAndStart(world: RecoveryWorld): Promise<Omit<Observed, 'problems' | 'guard'>> {
  const { plan } = world.settings;
  const { clock, store } = world;
  const verdict = await verdictOfThisMinute(world);
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

/** The witness looks in the same minute, and its look may arrive a moment after ours. */
const SECOND_OPINION_SECONDS = 5;
const SECOND_OPINION_WAITS_MAX = 3;

/** Waits for the other look where only that is missing: a minute later would be a minute lost. */
async function verdictOfThisMinute(world: RecoveryWorld): Promise<OutageVerdict> {
  const { clock } = world;
  const { plan } = world.settings;
  const { records } = world.inRegion(plan.regions.recovery);
  for (let waits = 0; ; waits++) {
    const now = clock.now();
    const verdict = await readVerdict(records, plan, now);
    if (!isAwaited(plan, verdict) || waits >= SECOND_OPINION_WAITS_MAX) return verdict;
    await clock.sleep(SECOND_OPINION_SECONDS * 1_000);
  }
}

/** A window is over by the clock, and only the newest looks do not reach to its end yet. */
function isAwaited(
  { suspicionWindowSeconds, confirmWindowSeconds }: Plan,
  { reason, sinceMilliseconds, seenSeconds = 0, atMilliseconds }: OutageVerdict,
): boolean {
  if (reason !== 'confirming' || sinceMilliseconds === undefined) return false;
  const passedSeconds = (atMilliseconds - sinceMilliseconds) / 1_000;
  return [suspicionWindowSeconds, confirmWindowSeconds].some(
    (window) => seenSeconds < window && passedSeconds >= window,
  );
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
