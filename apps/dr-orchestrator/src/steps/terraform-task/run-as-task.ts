import { isUnderstudyError, TerminalError, toErrorRecord } from '@understudy/errors';
import { TerraformResult, type TerraformRequest } from '@understudy/recovery-messages';
import type { CallbackResult, StepScope } from '@understudy/workflow';

import type { RunnerTask } from '../../settings/settings.ts';
import { readAnswer } from '../call-function.ts';
import type { StepRun } from '../step-kind.ts';
import { clientTokenOf, CONTAINER, taskErrand, type TaskErrand } from './task-request.ts';
import { endTask } from './watch-task.ts';

/** The task ends by itself after an hour, and its place and image may take minutes to be had. */
const ANSWER_SECONDS = 75 * 60;

/**
 * It says every 30 s that it lives. Its start, which is silent, takes up to a minute; three times
 * that is no start any more. So long is the death of a task unseen at most.
 */
const SILENCE_SECONDS = 180;

/** `went-without`: no task, or one that ended without an answer; what is left is asked for again. */
export type TaskEnd =
  | { readonly end: 'answered'; readonly answer: TerraformResult }
  | { readonly end: 'went-without'; readonly sentence: string };

interface TaskRun {
  readonly step: StepRun<unknown>;
  readonly place: RunnerTask;
  /** Its operations' names begin with it. */
  readonly name: string;
  readonly errand: TaskErrand;
}

/** Starts a task, waits for its answer without compute, and sees to its end when none comes. */
export async function runAsTask(
  step: StepRun<unknown>,
  place: RunnerTask,
  { name, request }: { readonly name: string; readonly request: TerraformRequest },
): Promise<TaskEnd> {
  const run: TaskRun = { step, place, name, errand: taskErrand(request) };
  await tellIntent(run);
  const asked = await ask(run);
  if ('sentence' in asked) return { end: 'went-without', sentence: asked.sentence };
  const seen = asked.outcome === 'expired' ? await endTask(run) : undefined;
  await forget(run);
  if (seen !== undefined) return { end: 'went-without', sentence: seen };
  return { end: 'answered', answer: answerOf(place, asked) };
}

/** Written first, so that an owner that lost its lease starts nothing. */
function tellIntent({ step, place, name }: TaskRun): Promise<null> {
  const { taskDefinition } = place;
  return step.told(`${name}-intent`, async (scope) => {
    const intent = { phase: 'infrastructure', call: 'ecs:RunTask', from: 'planned', to: 'applied' };
    await step.change({ ...intent, on: [taskDefinition] }, async () => undefined, scope);
    return { value: null, sentence: `Asks the task ${taskDefinition} (infrastructure).` };
  });
}

/** A task that cannot be had is no failure of the recovery: a function does it instead. */
async function ask(run: TaskRun): Promise<CallbackResult | { readonly sentence: string }> {
  const { workflow } = run.step;
  const options = { timeoutSeconds: ANSWER_SECONDS, silenceSeconds: SILENCE_SECONDS };
  try {
    return await workflow.callback(run.name, (token, scope) => submit(run, token, scope), options);
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    return { sentence: `it could not be started (${toErrorRecord(thrown).message})` };
  }
}

/** The same token again is the same task: ECS keeps the client token. */
async function submit(
  { step, place, errand }: TaskRun,
  token: string,
  { signal }: StepScope,
): Promise<void> {
  const { tasks, requests } = step.world.inRegion(step.plan.regions.recovery);
  if (errand.object) await requests.keep(errand.object, { signal });
  const task = await tasks.run(
    {
      ...place,
      container: CONTAINER,
      environment: { ...errand.variables, UNDERSTUDY_CALLBACK_TOKEN: token },
      clientToken: clientTokenOf(token),
      startedBy: errand.startedBy,
    },
    { signal },
  );
  await step.remember({ task: task.arn });
}

/** The request is of no use any more; one that stays would do no harm. */
async function forget({ step, name, errand }: TaskRun): Promise<void> {
  const { object } = errand;
  if (!object) return;
  const { requests } = step.world.inRegion(step.plan.regions.recovery);
  await step.workflow.step(`${name}-forget`, async ({ signal }) => {
    await requests.remove(object, { signal }).catch((thrown: unknown) => {
      const { key } = object;
      step.world.settings.log.warn('a request was left', { key, failure: toErrorRecord(thrown) });
    });
  });
}

function answerOf({ taskDefinition }: RunnerTask, asked: CallbackResult): TerraformResult {
  if (asked.outcome === 'failed') throw new TerminalError(asked.code, asked.message);
  const text = asked.outcome === 'answered' ? asked.answer : undefined;
  return readAnswer(taskDefinition, TerraformResult, parsed(text));
}

/** What is no JSON is no answer, and refused as such. */
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown;
  } catch {
    return text;
  }
}
