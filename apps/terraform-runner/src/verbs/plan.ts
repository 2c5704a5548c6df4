import { runVerb, type Terraform, type VerbEnd, type Watching } from './terraform.ts';

/** `-detailed-exitcode` says whether there is anything to do. */
const EXIT_CHANGES = 2;

export interface PlanEnd extends VerbEnd {
  readonly result: 'unchanged' | 'changes' | 'failed';
}

export interface PlanOptions {
  readonly planFile: string;
  readonly variablesFile: string;
  /** A rehearsal takes no lock: it writes nothing, and stands in nobody's way. */
  readonly lock: boolean;
}

/** Plans into a file; only that very file is applied. */
export async function plan(
  terraform: Terraform,
  options: PlanOptions,
  watching: Watching = {},
): Promise<PlanEnd> {
  const { planFile, variablesFile, lock } = options;
  const end = await runVerb(
    terraform,
    [
      'plan',
      '-json',
      '-input=false',
      '-detailed-exitcode',
      `-lock=${String(lock)}`,
      `-out=${planFile}`,
      `-var-file=${variablesFile}`,
    ],
    watching,
  );
  return { ...end, result: resultOf(end) };
}

function resultOf({ exitCode, interrupted }: VerbEnd): PlanEnd['result'] {
  if (interrupted) return 'failed';
  if (exitCode === 0) return 'unchanged';
  return exitCode === EXIT_CHANGES ? 'changes' : 'failed';
}
