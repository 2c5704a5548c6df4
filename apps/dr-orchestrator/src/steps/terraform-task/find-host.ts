import { isUnderstudyError } from '@understudy/errors';

import { runIdentity } from '../call-function.ts';
import type { StepRun } from '../step-kind.ts';
import { chooseHost, type HostChoice, type TerraformHost } from './choose-host.ts';
import { startedByOf } from './task-request.ts';

export interface FoundHost {
  readonly host: HostChoice['host'];
  /** A task that an earlier run of this incident began, and that is still under way. */
  readonly earlier?: string;
}

/** Looks what runs already, and whether the cluster stands; then chooses, once and journaled. */
export function findHost(
  step: StepRun<unknown>,
  facts: {
    readonly call: number;
    readonly said: TerraformHost;
    readonly taskFailed: string | undefined;
  },
): Promise<FoundHost> {
  const { call, said, taskFailed } = facts;
  const { runnerTask } = step.world.settings;
  return step.told<FoundHost>(`host-${call}`, async ({ signal }) => {
    const earlier = runnerTask && (await findEarlier(step, runnerTask.cluster, signal));
    if (earlier !== undefined && 'taskArn' in earlier) {
      const sentence = `An earlier run's task is under way: ${earlier.taskArn}. Waits for its end.`;
      return { value: { host: 'fargate', earlier: earlier.taskArn }, sentence };
    }
    const failed = taskFailed ?? earlier?.unseen;
    const { host, sentence } = chooseHost({
      said,
      hasTasks: runnerTask !== undefined,
      clusterActive: await isClusterActive(step, signal),
      ...(failed === undefined ? {} : { taskFailed: failed }),
    });
    return { value: { host }, sentence };
  });
}

/** Tasks that cannot be looked at are not begun either: the state's lock keeps two runs apart. */
async function findEarlier(
  step: StepRun<unknown>,
  cluster: string,
  signal: AbortSignal,
): Promise<{ readonly taskArn: string } | { readonly unseen: string } | undefined> {
  const { tasks } = step.world.inRegion(step.plan.regions.recovery);
  try {
    const [taskArn] = await tasks.find(cluster, startedByOf(runIdentity(step)), { signal });
    return taskArn === undefined ? undefined : { taskArn };
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    return { unseen: `tasks cannot be looked at (${thrown.message})` };
  }
}

/** What cannot be seen counts as not there: a task builds either. */
async function isClusterActive(step: StepRun<unknown>, signal: AbortSignal): Promise<boolean> {
  const { eks } = step.world.inRegion(step.plan.regions.recovery);
  try {
    return (await eks.describeCluster(step.plan.cluster.recovery, { signal }))?.status === 'ACTIVE';
  } catch (thrown) {
    if (!isUnderstudyError(thrown)) throw thrown;
    return false;
  }
}
