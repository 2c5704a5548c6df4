import {
  loadConfiguration,
  toJsonSchema,
  type Contradiction,
  type Loaded,
} from '@understudy/config';
import type { ConfigurationSource } from '@understudy/config';

import { CONFIRM_WINDOW_SECONDS } from '../deciding/outage-verdict.ts';
import type { StepKinds } from '../steps/step-kinds.ts';
import { completePlan, type Essentials } from './complete-plan.ts';
import { defaultSteps, mergeSteps } from './default-steps.ts';
import { hashOf } from './plan-hash.ts';
import { PlanFile } from './plan-file.ts';
import { checkSteps } from './check-steps.ts';
import type { Plan } from './plan.ts';

/** The plan of one stage, or everything that is wrong with it. */
export function loadPlan(
  stage: string,
  sources: readonly ConfigurationSource[],
  kinds: StepKinds,
): Loaded<Plan & { readonly notificationTopic?: string }> {
  const loaded = loadConfiguration(
    PlanFile,
    sources,
    (file) => buildPlan(file, stage, kinds).problems,
  );
  if (loaded.result === 'invalid') return loaded;
  const { plan } = buildPlan(loaded.configuration, stage, kinds);
  if (plan === undefined) return { result: 'invalid', problems: [] };
  const topic = loaded.configuration['notification-topic'];
  return {
    result: 'loaded',
    configuration: { ...plan, ...(topic === undefined ? {} : { notificationTopic: topic }) },
  };
}

/** For editors: `understudy config schema`. */
export function planJsonSchema(): Record<string, unknown> {
  return toJsonSchema(PlanFile);
}

interface Built {
  readonly plan?: Plan;
  readonly problems: readonly Contradiction[];
}

function buildPlan(file: PlanFile, stage: string, kinds: StepKinds): Built {
  const said = essentialsOf(file);
  if ('problems' in said) return said;
  const base = completePlan(file, said.essentials, stage);
  const entries = mergeSteps(defaultSteps(base), file.steps ?? {});
  const { steps, problems } = checkSteps(base, entries, kinds);
  const all = [...contradictionsOf(file, said.essentials), ...problems];
  if (all.length > 0) return { problems: all };
  const whole = { ...base, steps };
  return { plan: { ...whole, hash: hashOf(whole) }, problems: [] };
}

const ESSENTIALS: readonly (readonly [keyof Essentials, readonly string[], string])[] = [
  ['primary', ['regions', 'primary'], 'PRIMARY_REGION'],
  ['recovery', ['regions', 'recovery'], 'DR_REGION'],
  ['replica', ['database', 'replica'], 'RDS_REPLICA_ID'],
  ['cluster', ['cluster', 'recovery'], 'EKS_CLUSTER_NAME'],
  ['namespace', ['application', 'namespace'], 'APP_NAMESPACE'],
  ['service', ['application', 'service'], 'APP_SERVICE_NAME'],
];

function essentialsOf(
  file: PlanFile,
): { readonly essentials: Essentials } | { readonly problems: readonly Contradiction[] } {
  const found: Readonly<Record<keyof Essentials, string | undefined>> = {
    primary: file.regions?.primary,
    recovery: file.regions?.recovery,
    replica: file.database?.replica,
    cluster: file.cluster?.recovery,
    namespace: file.application?.namespace,
    service: file.application?.service,
  };
  const problems = ESSENTIALS.filter(([name]) => found[name] === undefined).map(
    ([, path, variable]) => ({
      path,
      expected: `a value here or in the environment variable ${variable}`,
      found: 'nothing',
    }),
  );
  return problems.length > 0 ? { problems } : { essentials: found as Essentials };
}

/** Parts that a schema finds well one by one, and that do not go together. */
function contradictionsOf(file: PlanFile, said: Essentials): readonly Contradiction[] {
  const problems: Contradiction[] = [];
  const confirm = file['confirm-window-seconds'] ?? CONFIRM_WINDOW_SECONDS;
  const suspicion = file['suspicion-window-seconds'];
  if (suspicion !== undefined && suspicion > confirm) {
    problems.push({
      path: ['suspicion-window-seconds'],
      expected: `at most confirm-window-seconds (${confirm}); the same builds nothing before it is confirmed`,
      found: String(suspicion),
    });
  }
  if (said.primary === said.recovery) {
    problems.push({
      path: ['regions', 'recovery'],
      expected: 'another region than the primary',
      found: said.recovery,
    });
  }
  const witness = file.regions?.witness;
  if (witness !== undefined && [said.primary, said.recovery].includes(witness)) {
    problems.push({ path: ['regions', 'witness'], expected: 'a third region', found: witness });
  }
  if (file['when-unknown'] === 'proceed' && file['accepted-risk'] === undefined) {
    problems.push({
      path: ['accepted-risk'],
      expected:
        'why it is accepted that an unreachable primary may still be alive (when-unknown: proceed)',
      found: 'nothing',
    });
  }
  return problems;
}
