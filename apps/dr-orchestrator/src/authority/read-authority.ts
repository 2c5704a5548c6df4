import { toErrorRecord } from '@understudy/errors';

import {
  judgeAuthority,
  type AuthorityJudgement,
  type AuthorityQuestion,
} from '../deciding/judge-authority.ts';
import { markSurrendered } from '../fencing/surrender-region.ts';
import { fenceInputOf } from '../fencing/fence-step.ts';
import { planKey } from '../observing/observe.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { within } from '../world/within.ts';

/** A home that does not answer by then is not read: nothing is done without it. */
const HOME_SECONDS = 10;

/** Whether this copy of the functions may run the plan, and who is in charge of it. */
export async function readAuthority(world: RecoveryWorld, plan: Plan): Promise<AuthorityJudgement> {
  const { region } = world.settings;
  const key = planKey(plan);
  const own = await world.inRegion(region).store.readService(key);
  if (region === plan.regions.recovery) return judgeAuthority({ plan, region, own });
  return judgeAuthority({ plan, region, own, home: await readHome(world, plan) });
}

async function readHome(
  world: RecoveryWorld,
  plan: Plan,
): Promise<NonNullable<AuthorityQuestion['home']>> {
  const { store } = world.inRegion(plan.regions.recovery);
  const key = planKey(plan);
  try {
    const [record, planRecord] = await within(world.clock, HOME_SECONDS, () =>
      Promise.all([store.readService(key), store.readPlan(key)]),
    );
    return { read: true, record, plan: planRecord };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown);
    return { read: false, why: `${code}: ${message}` };
  }
}

/**
 * A region that comes back marks itself: the guard in the recovery region would do it in its next
 * minute, but may not reach this region, while this region reaches it.
 */
export async function adoptAuthority(
  world: RecoveryWorld,
  plan: Plan,
): Promise<AuthorityJudgement> {
  const authority = await readAuthority(world, plan);
  if (!authority.adopt) return authority;
  const { records } = world.inRegion(world.settings.region);
  await markSurrendered({ records }, plan, fenceInputOf(plan)?.services ?? 'all', {
    ...authority.adopt,
    incident: `adopted-${plan.name}-e${authority.adopt.epoch}`,
    reason: authority.sentence,
    atMilliseconds: world.clock.now(),
  });
  return authority;
}
