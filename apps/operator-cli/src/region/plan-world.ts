import { renderProblems } from '@understudy/config';
import {
  createRecoveryWorld,
  loadPlan,
  STEP_KINDS,
  type Plan,
  type RecoveryWorld,
} from '@understudy/dr-orchestrator';
import { TerminalError } from '@understudy/errors';
import type { LeaseKey } from '@understudy/leases';

import { usageError } from '../commands/command-spec.ts';
import { connect, type OperatorWorld } from '../dependencies.ts';
import type { Settings } from '../settings.ts';
import { entryNameOf, planStage, readPlanFile } from './plan-file.ts';

/** The name under which every command knows the recovery plan of its stage. */
export const PLAN_WORD = 'dr';

/** A plan's outside world, in its recovery region: authority has one home. */
export interface PlanWorld extends OperatorWorld {
  readonly plan: Plan;
  readonly key: LeaseKey;
  /** The document's function. */
  readonly entryName: string;
  /** The caller's own eyes and hands: readiness, and runs on this machine. */
  readonly recovery: RecoveryWorld;
}

/** `dr`, or one of its incidents. */
export function isPlanTarget(word: string): boolean {
  return word === PLAN_WORD || word.startsWith(`${PLAN_WORD}-`);
}

/** Connects to the region that the plan recovers into, whatever region is the caller's. */
export async function connectPlan(settings: Settings): Promise<PlanWorld> {
  const stage = planStage(settings);
  const { notificationTopic, ...plan } = readPlan(stage);
  const region = plan.regions.recovery;
  const world = await connect({ ...settings, stage, region });
  const base = `understudy-${stage}`;
  const recovery = createRecoveryWorld(
    {
      stage,
      region,
      table: base,
      plan,
      functions: {
        orchestrator: `${base}-dr-orchestrator:durable`,
        terraformRunner: `${base}-terraform-runner`,
        k8sDeployer: `${base}-k8s-deployer`,
      },
      ...(notificationTopic === undefined ? {} : { notificationTopicArn: notificationTopic }),
      log: SILENT,
    },
    world.clock,
    world.clients,
  );
  return { ...world, plan, key: `plan#${plan.name}`, entryName: entryNameOf(plan), recovery };
}

/** The stage file that was packaged with the functions: of the workspace, or beside the caller. */
export function readPlan(stage: string): Plan & { readonly notificationTopic?: string } {
  const file = readPlanFile(stage);
  if (!file) {
    throw usageError(
      `a plan in apps/dr-orchestrator/config/${stage}.yml`,
      'none',
      'add --stage dev, or call it in the workspace',
    );
  }
  const loaded = loadPlan(stage, [file], STEP_KINDS);
  if (loaded.result === 'loaded') return loaded.configuration;
  throw new TerminalError('ConfigurationInvalid', renderProblems(loaded.problems));
}

/** What the functions log, a person sees in the timeline. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
