import { createKonectaBlueprint } from '@understudy/aws-simulator';
import { RUNNER_IMAGE, type DeployedKonectaOptions } from '@understudy/fault-simulation';

import type { FoundTerraform } from './find-terraform.ts';
import { hostRunner } from './host-runner.ts';

/** The programs of this machine that take the place of a simulated world's models. */
export interface RealPrograms {
  /** Undefined: the runner is modelled. */
  readonly terraform: FoundTerraform | undefined;
}

type Hosted = Pick<DeployedKonectaOptions, 'archives' | 'hostedFunctions'>;

/**
 * What konecta-erp needs to be built by real programs: the functions that start them, and what they
 * read from the bucket. They find the simulated AWS at `endpoint` once it listens.
 */
export function hostKonecta({ terraform }: RealPrograms, endpoint: () => string): Hosted {
  if (!terraform) return {};
  return {
    archives: { blueprint: createKonectaBlueprint().archive },
    hostedFunctions: {
      endpoint,
      functions: new Map([[RUNNER_IMAGE, hostRunner(terraform.binary)]]),
    },
  };
}
