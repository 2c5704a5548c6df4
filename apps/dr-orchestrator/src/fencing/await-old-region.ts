import { outstandingFences } from '../deciding/decide-guard.ts';
import { decideDeploy, type DeployDecision } from '../deciding/judge-return.ts';
import { lookUnlessFresh, planKey } from '../observing/observe.ts';
import type { StepEnd, StepRun } from '../steps/step-kind.ts';

/** The observer looks this often beside a run that has passed its point of no return, and a half. */
const FRESH_SECONDS = 30;

const EVERY_SECONDS = 5;

/**
 * The guard sees within a minute what is back; pods end within their grace of 30 s, and changing
 * groups takes up to a minute. What is not fenced after this is a person's to weigh.
 */
const FENCED_SECONDS_MAX = 300;

/** Why a person is asked. */
const REASON = 'old-region-answers';

/**
 * Before applications write to the promoted database: a region that was silent when it was left
 * behind, and has come back since, is fenced first. `undefined`: go on. A look that the observer has
 * just made costs nothing; only where there is none a silent region is waited for.
 */
export async function awaitOldRegion(step: StepRun<unknown>): Promise<StepEnd | undefined> {
  let said = '';
  const { value: decision } = await step.workflow.poll<DeployDecision>(
    'old-region',
    async ({ signal }) => {
      const seen = await lookAndDecide(step, signal);
      if (seen.action === 'deploy' && said === '') return { met: true, value: seen };
      if (seen.sentence !== said) await step.say(seen.sentence);
      said = seen.sentence;
      return seen.action === 'wait' ? { met: false, last: seen } : { met: true, value: seen };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: FENCED_SECONDS_MAX },
  );
  if (decision.action === 'deploy') return undefined;
  return {
    end: 'asked',
    reason: REASON,
    sentence: `${decision.sentence} Two databases would be written.`,
    next: `understudy approve ${step.incident.id}`,
  };
}

async function lookAndDecide(step: StepRun<unknown>, signal: AbortSignal): Promise<DeployDecision> {
  const { world, plan } = step;
  const { primary, recovery } = plan.regions;
  const record = await world.store.readPlan(planKey(plan));
  const isOwed = record.noReturnAtMilliseconds !== undefined && Object.keys(record.owed).length > 0;
  if (!isOwed) return { action: 'deploy', sentence: `Nothing of ${primary}'s fence is owed.` };
  const [verdict, guard, permission] = await Promise.all([
    lookUnlessFresh(world, plan, FRESH_SECONDS, signal),
    world.inRegion(recovery).records.readGuard(plan.name),
    step.permits(REASON),
  ]);
  const own = verdict.evidence.find(({ observer }) => observer === 'observer');
  return decideDeploy({
    region: primary,
    readings: own?.readings ?? [],
    open: outstandingFences(record, guard),
    ...(permission.granted ? { permitted: permission.words } : {}),
  });
}
