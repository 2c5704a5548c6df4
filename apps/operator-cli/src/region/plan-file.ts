import { fileURLToPath } from 'node:url';

import type { ConfigurationFile, Problem } from '@understudy/config';
import { loadPlan, readStageFile, STEP_KINDS } from '@understudy/dr-orchestrator';

import type { Settings } from '../settings.ts';

/** What a check of a stage file came to: what is in it, or all that is wrong. */
export type CheckedFile =
  | { readonly valid: true; readonly sentence: string; readonly told: object }
  | { readonly valid: false; readonly problems: readonly Problem[] };

/** The document's names are those of this stage. */
const PLAN_STAGE_DEFAULT = 'dev';

const WORKSPACE = fileURLToPath(new URL('../../../..', import.meta.url));

export function planStage({ stageSaid }: Pick<Settings, 'stageSaid'>): string {
  return stageSaid ?? PLAN_STAGE_DEFAULT;
}

/** As functions.yml names it: the default stage has the document's own name. */
export function entryNameOf({ name, stage }: { readonly name: string; readonly stage: string }) {
  return stage === PLAN_STAGE_DEFAULT ? `${name}-dr-failover` : `${name}-${stage}-dr-failover`;
}

/** Of the workspace, or beside the caller. */
export function readPlanFile(stage: string): ConfigurationFile | undefined {
  return readStageFile(WORKSPACE, stage) ?? readStageFile('.', stage);
}

/** As the functions load it: what is refused there is refused here. */
export function checkPlanFile(stage: string, file: ConfigurationFile): CheckedFile {
  const loaded = loadPlan(stage, [file], STEP_KINDS);
  if (loaded.result === 'invalid') return { valid: false, problems: loaded.problems };
  const { name, steps, regions } = loaded.configuration;
  const names = steps.map((step) => step.name);
  const sentence = `Plan ${name}, ${regions.primary} to ${regions.recovery}: ${names.join(', ')}.`;
  return { valid: true, sentence, told: { plan: name, steps: names } };
}
