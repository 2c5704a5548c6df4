import type { TaskFact } from '@understudy/aws-clients';

import type { RunnerTask } from '../../settings/settings.ts';
import type { StepRun } from '../step-kind.ts';

/** A task ends by itself after an hour; its definition gives it two minutes to stop. */
const TASK_SECONDS_MAX = 65 * 60;
const STOP_SECONDS_MAX = 180;

/** A look in a while costs nothing: between two of them nothing of ours runs. */
const EVERY_SECONDS = 30;
const STOP_EVERY_SECONDS = 5;

interface Watched {
  readonly step: StepRun<unknown>;
  readonly place: RunnerTask;
  readonly name: string;
}

/** A task of an earlier execution: its answer reaches nobody, what it builds counts all the same. */
export async function awaitEarlier(
  step: StepRun<unknown>,
  call: number,
  taskArn: string,
): Promise<void> {
  const place = step.world.settings.runnerTask;
  if (!place) return;
  const patience = { everySeconds: EVERY_SECONDS, timeoutSeconds: TASK_SECONDS_MAX };
  const seen = await untilStopped({ step, place, name: `earlier-${call}`, taskArn }, patience);
  await step.told(`earlier-${call}-ended`, async () => ({ value: null, sentence: `${seen}.` }));
}

/** After a silence: what is dead is told so, what lives is stopped before anything else begins. */
export async function endTask(task: Watched): Promise<string> {
  const { step, place, name } = task;
  const taskArn = await step.told(`${name}-silent`, async ({ signal }) => {
    const { tasks } = step.world.inRegion(step.plan.regions.recovery);
    const arn = String((await step.remembered())['task']);
    const seen = await tasks.describe(place.cluster, arn, { signal });
    const lives = seen !== undefined && seen.status !== 'STOPPED';
    if (lives) await tasks.stop(place.cluster, arn, 'no sign of life reached its run', { signal });
    return { value: arn, sentence: `No answer and no sign of life: ${seenOf(seen)}.` };
  });
  const patience = { everySeconds: STOP_EVERY_SECONDS, timeoutSeconds: STOP_SECONDS_MAX };
  return untilStopped({ ...task, name: `${name}-stopped`, taskArn }, patience);
}

async function untilStopped(
  { step, place, name, taskArn }: Watched & { readonly taskArn: string },
  options: { readonly everySeconds: number; readonly timeoutSeconds: number },
): Promise<string> {
  const { tasks } = step.world.inRegion(step.plan.regions.recovery);
  const { value } = await step.workflow.poll(
    name,
    async ({ signal }) => {
      const seen = await tasks.describe(place.cluster, taskArn, { signal });
      const words = seenOf(seen);
      const ended = seen === undefined || seen.status === 'STOPPED';
      return ended ? { met: true, value: words } : { met: false, last: words };
    },
    options,
  );
  return value;
}

/** In the words of ECS. */
export function seenOf(task: TaskFact | undefined): string {
  if (!task) return 'the task is not there any more';
  const { status, stopCode, stoppedReason, exitCode } = task;
  const why = [
    stopCode,
    stoppedReason,
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
  ];
  const said = why.filter((one) => one !== undefined).join(', ');
  return `the task is ${status}${said === '' ? '' : ` (${said})`}`;
}
