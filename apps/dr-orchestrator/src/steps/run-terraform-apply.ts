import type { TerraformRequest } from '@understudy/recovery-messages';
import {
  ArchiveLocation,
  Name,
  StateLocation,
  TerraformResult,
  TerraformValue,
} from '@understudy/recovery-messages';
import * as z from 'zod';

import { askFunction, callFunction, runIdentity } from './call-function.ts';
import { notLookedAt } from './not-looked-at.ts';
import { pinArchive, withVersion } from './pin-archive.ts';
import type {
  OutputType,
  StepEnd,
  StepFacts,
  StepKind,
  StepOutputs,
  StepRun,
} from './step-kind.ts';
import { TERRAFORM_HOSTS, type HostChoice } from './terraform-task/choose-host.ts';
import { findHost } from './terraform-task/find-host.ts';
import { runAsTask } from './terraform-task/run-as-task.ts';
import { awaitEarlier } from './terraform-task/watch-task.ts';

const Input = z.strictObject({
  blueprint: ArchiveLocation,
  state: StateLocation,
  host: z.enum(TERRAFORM_HOSTS).default('by-need'),
  strict: z.boolean().default(false),
  variables: z.record(Name, TerraformValue).default({}),
  'untaint-allowed': z.array(Name).max(50).default([]),
  /** Outputs of the blueprint that later steps refer to. */
  outputs: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.enum(['text', 'number', 'boolean']))
    .default({}),
});
type Input = z.infer<typeof Input>;

/** Another live owner of the state's lock is asked about this often. */
const LOCKED_SECONDS = 30;

/**
 * Twelve calls of up to 15 minutes each: what has not been built by then never will. And as many as
 * it takes until the call of a run that died has ended, and its lock with it.
 */
const CALLS_MAX = 12 + (16 * 60) / LOCKED_SECONDS;

/**
 * The document's `run_terraform_apply`: terraform-runner downloads the blueprint and applies it. It
 * stops in time and is called again, until nothing is left.
 */
export const runTerraformApply: StepKind<Input> = {
  name: 'run-terraform-apply',
  input: Input,
  fromPlan: ({ infrastructure, strict }) => ({ ...infrastructure, strict }),
  outputs: ({ outputs }) => outputs,
  isReversible: () => true,
  leaves: 'what was built stays as a pilot light: the next recovery is shorter by it',
  // EKS 8.5–16 and its nodes 2–5 minutes (field notes, section 8), and a minute until a task runs;
  // prepared, the nodes only.
  estimate: (_input, { clusterActive }) =>
    clusterActive
      ? { medianSeconds: 240, highSeconds: 330 }
      : { medianSeconds: 1_000, highSeconds: 1_260 },

  async check(step, { signal }) {
    const { terraformRunner } = step.world.settings.functions;
    try {
      const { version } = await pinArchive(step, step.input.blueprint, signal);
      const request = requestOf(step, step.depth === 'rehearse' ? 'rehearse' : 'check', version);
      const result = await askFunction(step, terraformRunner, request, TerraformResult, signal);
      const failed = result.outcome !== 'checked';
      return [
        ...result.findings,
        {
          check: 'Terraform can apply the blueprint',
          mark: failed ? 'failed' : 'verified',
          words: result.sentence,
          ...(failed && result.next !== undefined ? { repair: result.next } : {}),
        },
      ];
    } catch (thrown) {
      return [notLookedAt('Terraform can apply the blueprint', thrown)];
    }
  },

  run: (step) => apply(step),

  async confirm({ world, plan }, { signal }) {
    const name = plan.cluster.recovery;
    const { eks } = world.inRegion(plan.regions.recovery);
    const status = (await eks.describeCluster(name, { signal }))?.status;
    return {
      confirmed: status === 'ACTIVE',
      sentence: `Cluster ${name} is ${status ?? 'not there'}.`,
    };
  },
};

async function apply(step: StepRun<Input>): Promise<StepEnd> {
  let last: TerraformResult | undefined;
  const version = await step.told('pin', async ({ signal }) => {
    const pinned = await pinArchive(step, step.input.blueprint, signal);
    return { value: pinned.version ?? null, sentence: pinned.sentence };
  });
  let taskFailed: string | undefined;
  for (let call = 1; call <= CALLS_MAX; call++) {
    const way = call === 1 ? undefined : await wayGiven(step, call, last);
    if (way) return way;
    const { host, earlier } = await findHost(step, { call, said: step.input.host, taskFailed });
    if (earlier !== undefined) {
      // Its answer reaches nobody any more. What it leaves is asked for when it has ended.
      await awaitEarlier(step, call, earlier);
      continue;
    }
    const asked = await askRunner(step, { call, host, version: version ?? undefined });
    if ('failed' in asked) {
      taskFailed = asked.failed;
      continue;
    }
    const { result } = asked;
    const end = endOf(step, result);
    if (end?.end === 'done' && result.outcome === 'unchanged' && call === 1) {
      return { ...end, unchanged: true };
    }
    if (end) return end;
    last = result;
    if (result.outcome === 'locked') await step.workflow.wait(`locked-${call}`, LOCKED_SECONDS);
  }
  return {
    end: 'failed',
    reason: 'terraform-unfinished',
    // Who holds the lock, or what is left, is in the last answer.
    sentence: `Terraform is not done after ${CALLS_MAX} calls: ${last?.sentence ?? 'none answered.'}`,
    next: last?.next ?? `understudy why ${step.incident.id}`,
  };
}

/** Between two calls nothing is under way: whoever prepares makes room there. */
async function wayGiven(
  step: StepRun<Input>,
  call: number,
  last: TerraformResult | undefined,
): Promise<StepEnd | undefined> {
  const { givesWay } = step;
  if (!givesWay) return undefined;
  const why = await step.workflow.step(`way-${call}`, async () => (await givesWay()) ?? null);
  if (why === null) return undefined;
  const sentence = `Not gone on with: ${why}. So far: ${last?.sentence ?? 'nothing.'}`;
  const next = `understudy status ${step.plan.name}`;
  return { end: 'failed', reason: 'recovery-wanted', sentence, next };
}

/** One call: as a function, or as a task, which may come to no answer. */
async function askRunner(
  step: StepRun<Input>,
  asked: {
    readonly call: number;
    readonly host: HostChoice['host'];
    readonly version: string | undefined;
  },
): Promise<{ readonly result: TerraformResult } | { readonly failed: string }> {
  const { call, host, version } = asked;
  const lastState = await step.workflow.step(`state-${call}`, async () => {
    return (await step.lastTerraformState()) ?? null;
  });
  const request = requestOf(step, 'apply', version, lastState ?? undefined);
  const { runnerTask, functions } = step.world.settings;
  if (host === 'fargate' && runnerTask) {
    const task = await runAsTask(step, runnerTask, { name: `task-${call}`, request });
    if (task.end === 'went-without') return { failed: task.sentence };
    return { result: await tellResult(step, call, task.answer) };
  }
  const result = await callFunction(step, {
    name: `apply-${call}`,
    functionName: functions.terraformRunner,
    phase: 'infrastructure',
    from: 'planned',
    to: 'applied',
    request,
    answer: TerraformResult,
  });
  return { result: await tellResult(step, call, result) };
}

async function tellResult(
  step: StepRun<Input>,
  call: number,
  result: TerraformResult,
): Promise<TerraformResult> {
  await step.told(`applied-${call}`, async () => {
    if (result.state) await step.sawTerraformState(result.state);
    return { value: null, sentence: result.sentence, evidence: evidenceOf(result) };
  });
  return result;
}

function evidenceOf({ outcome, counts, left, lock }: TerraformResult): unknown {
  return { outcome, counts, left: left.slice(0, 20), lock };
}

/** `undefined`: call again. */
function endOf(step: StepRun<Input>, result: TerraformResult): StepEnd | undefined {
  const { outcome, sentence } = result;
  const next = result.next ?? `understudy why ${step.incident.id}`;
  switch (outcome) {
    case 'applied':
    case 'unchanged':
      return { end: 'done', sentence, outputs: outputsOf(step.input.outputs, result.outputs) };
    case 'interrupted':
    case 'locked':
      return undefined;
    case 'asked':
      return { end: 'asked', reason: 'terraform-asks', sentence, next };
    default:
      return { end: 'failed', reason: `terraform-${outcome}`, sentence, next };
  }
}

/** Only what the plan declared, in its declared type: later steps were checked against it. */
function outputsOf(
  declared: Readonly<Record<string, OutputType>>,
  given: TerraformResult['outputs'],
): StepOutputs {
  const fits: Readonly<Record<OutputType, string>> = {
    text: 'string',
    number: 'number',
    boolean: 'boolean',
  };
  return Object.fromEntries(
    Object.entries(declared).flatMap(([name, type]) => {
      const value = given[name];
      return typeof value === fits[type] ? [[name, value as string | number | boolean]] : [];
    }),
  );
}

function requestOf(
  step: StepFacts<Input>,
  verb: 'check' | 'rehearse' | 'apply',
  versionId: string | undefined,
  lastState?: TerraformRequest['lastState'],
): TerraformRequest {
  const { input, plan } = step;
  return {
    verb,
    run: runIdentity(step),
    region: plan.regions.recovery,
    blueprint: withVersion(input.blueprint, versionId),
    state: input.state,
    variables: input.variables,
    strict: input.strict,
    untaintAllowed: input['untaint-allowed'],
    ...(lastState === undefined ? {} : { lastState }),
  };
}
