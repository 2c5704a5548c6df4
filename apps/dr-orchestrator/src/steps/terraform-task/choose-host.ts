/** Where Terraform runs: as a function of 15 minutes, or as a task as long as it takes. */
export const TERRAFORM_HOSTS = ['by-need', 'lambda', 'fargate'] as const;
export type TerraformHost = (typeof TERRAFORM_HOSTS)[number];

export interface HostFacts {
  readonly said: TerraformHost;
  /** Tasks can be run and can answer: not on a person's machine, nor without their network. */
  readonly hasTasks: boolean;
  /** The pilot light is on: what is left takes minutes. */
  readonly clusterActive: boolean;
  /** Why no task of this step came to an answer. */
  readonly taskFailed?: string;
}

export interface HostChoice {
  readonly host: 'lambda' | 'fargate';
  readonly sentence: string;
}

/**
 * A cold cluster takes 16 minutes at the median, more than a function has: there the function would
 * be interrupted half-way as a rule. A task starts later (about 45 s), so what is short is no task's.
 * A function can always go on where a task could not, in pieces: a recovery never fails for its host.
 */
export function chooseHost(facts: HostFacts): HostChoice {
  const { said, hasTasks, clusterActive, taskFailed } = facts;
  if (said === 'lambda') return lambda('as the plan says');
  if (!hasTasks) return lambda('no place for a task is set up here');
  if (taskFailed !== undefined) return lambda(`a task did not get there: ${taskFailed}`);
  if (said === 'fargate') return fargate('as the plan says');
  return clusterActive
    ? lambda('the cluster stands: what is left fits into 15 minutes')
    : fargate('the cluster is to be built, which takes longer than 15 minutes');
}

function lambda(why: string): HostChoice {
  return { host: 'lambda', sentence: `Terraform runs as a function: ${why}.` };
}

function fargate(why: string): HostChoice {
  return { host: 'fargate', sentence: `Terraform runs as a task: ${why}.` };
}
