import type { StepScope } from '@understudy/workflow';

import type { PartEvidence } from '../deciding/judge-fence.ts';
import { lookOf, type FenceStep } from './fence-step.ts';
import { evidenceOf, lookAtApplications } from './look-at-fence.ts';

/** Pods end within their grace of 30 s, as a rule. */
const LOOK_EVERY_SECONDS = 10;

/** Two minutes; the database's fence stops whoever still writes then. */
const LOOKS_MAX = 12;

/** Scales the application to zero in the old region, as the deployer remembers it, and looks. */
export async function stopApplications(step: FenceStep): Promise<PartEvidence> {
  for (let number = 1; ; number++) {
    const seen = await step.told(`applications-${number}`, async (scope) => {
      const evidence = await lookAndStop(step, scope);
      return {
        value: evidence,
        sentence: `Applications: ${evidence.words.replace(/\.$/, '')}.`,
        evidence,
      };
    });
    if (seen.verdict !== 'not-fenced' || number >= LOOKS_MAX) return seen;
    await step.workflow.wait(`applications-wait-${number}`, LOOK_EVERY_SECONDS);
  }
}

async function lookAndStop(step: FenceStep, scope: StepScope): Promise<PartEvidence> {
  const look = lookOf(step, scope);
  const { region, namespace } = {
    region: look.old.region,
    namespace: step.plan.application.namespace,
  };
  const seen = await lookAtApplications(look);
  if (seen.verdict !== 'not-fenced') return seen;
  return evidenceOf('applications', look, async () => {
    const change = {
      phase: 'fence',
      call: 'k8s-deployer:stop',
      on: [`${region}/${namespace}`],
      from: seen.words,
      to: 'no pod',
    };
    const answer = await step.change(change, () => look.old.deploy('stop', scope.signal), scope);
    return { verdict: 'not-fenced', words: answer.sentence };
  });
}
