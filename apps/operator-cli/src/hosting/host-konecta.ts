import { createKonectaBlueprint } from '@understudy/aws-simulator';
import { RUNNER_IMAGE, type DeployedKonectaOptions } from '@understudy/fault-simulation';

import type { FoundTerraform } from './find-terraform.ts';
import { hostDeployer } from './host-deployer.ts';
import { hostRunner, hostRunnerTask } from './host-runner.ts';
import { readSampleBundle } from './read-bundle.ts';

/** The programs of this machine that take the place of a simulated world's models. */
export interface RealPrograms {
  /** Undefined: the runner is modelled. */
  readonly terraform: FoundTerraform | undefined;
  /** The recovery cluster is served by a real Kubernetes API (serveCluster); else it is modelled. */
  readonly kubernetes: boolean;
}

type Hosted = Pick<
  DeployedKonectaOptions,
  'archives' | 'hostedFunctions' | 'hostedTasks' | 'deployer'
>;

/** The cluster that the plan builds: the lost region's own stays a model. */
const SERVED_CLUSTER = 'konecta-erp-dev-dr';

/** The family of the task definition, as the packaged stage names it. */
const RUNNER_TASK = 'understudy-dev-terraform-runner';

/**
 * What konecta-erp needs to be built by real programs: the functions that start them, and what they
 * read from the bucket. They find the simulated AWS at `endpoint` once it listens.
 */
export async function hostKonecta(
  { terraform, kubernetes }: RealPrograms,
  endpoint: () => string,
): Promise<Hosted> {
  if (!terraform && !kubernetes) return {};
  const runner = terraform ? [[RUNNER_IMAGE, hostRunner(terraform.binary)] as const] : [];
  return {
    archives: {
      ...(terraform && { blueprint: createKonectaBlueprint().archive }),
      ...(kubernetes && { manifests: await readSampleBundle() }),
    },
    hostedFunctions: { endpoint, functions: new Map(runner) },
    ...(terraform && {
      hostedTasks: { endpoint, tasks: new Map([[RUNNER_TASK, hostRunnerTask(terraform.binary)]]) },
    }),
    ...(kubernetes && {
      deployer: (modelled) => hostDeployer((cluster) => cluster === SERVED_CLUSTER, modelled),
    }),
  };
}
