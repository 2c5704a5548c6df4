import { TerminalError } from '@understudy/errors';
import type { Owner } from '@understudy/leases';
import type { Invocation, Workflow } from '@understudy/workflow';

import { checkPlan } from '../rehearsing/check-plan.ts';
import { rehearsalResponse, type RehearsalResponse } from '../rehearsing/rehearsal-response.ts';
import { beginPlanSession } from '../running/plan-session.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import { parseRecoveryInput } from '../triggers/recovery-input.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import { regionRecovery } from './region-recovery.ts';
import type { RecoveryResponse } from './response.ts';

/** One execution: a rehearsal, or the recovery itself. */
export async function runRecovery(
  workflow: Workflow,
  event: unknown,
  outside: {
    readonly world: RecoveryWorld;
    readonly kinds: StepKinds;
    readonly invocation: Invocation;
    readonly owner: Owner;
  },
): Promise<RecoveryResponse | RehearsalResponse> {
  const { world, kinds, invocation, owner } = outside;
  const input = parseRecoveryInput(event);
  assertHome(world, input.plan);
  if (input.rehearse) {
    const checks = await workflow.step(
      'rehearse',
      ({ signal }) => checkPlan(world, kinds, { depth: 'rehearse', signal }),
      { timeoutSeconds: REHEARSAL_SECONDS, attempts: 1 },
    );
    return rehearsalResponse(world.settings.plan, checks);
  }
  const session = await beginPlanSession({ world, invocation, owner });
  return regionRecovery(workflow, input, session, kinds);
}

/** Within one invocation of 60 s, with room for its end. */
const REHEARSAL_SECONDS = 45;

/** One direction, one home: a copy elsewhere refuses and names the right one. */
function assertHome({ settings }: RecoveryWorld, plan: string): void {
  const { region } = settings;
  const { name, regions } = settings.plan;
  if (plan !== name) {
    throw new TerminalError(
      'PlanUnknown',
      `expected plan ${name}, which is deployed here, found ${plan}`,
      { fields: { expected: name, found: plan } },
    );
  }
  if (region === regions.recovery) return;
  throw new TerminalError(
    'WrongRegion',
    `expected to run in ${regions.recovery}, where ${name} recovers into, found ${region}; start it there`,
    { fields: { expected: regions.recovery, found: region } },
  );
}
