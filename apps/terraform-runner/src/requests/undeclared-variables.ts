import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TerraformResult } from '@understudy/recovery-messages';
import { declaredIn, isRootModuleFile } from '../policy/declared-variables.ts';
import { judgeVariables } from '../policy/judge-variables.ts';
import type { Run } from './open-run.ts';
import { result, type FindingFact } from './results.ts';

const NEXT =
  "Declare them in the blueprint's variables.tf and package it again, or take them out of the " +
  "step's variables in the plan.";

/** The refusal of variables that the blueprint does not declare; asked once Terraform could read it. */
export async function refuseUndeclared(
  run: Run,
  findings: readonly FindingFact[] = [],
): Promise<TerraformResult | undefined> {
  const asked = Object.keys(run.request.variables);
  if (asked.length === 0) return undefined;
  const judgement = judgeVariables(asked, await readDeclared(run));
  if (judgement.fit) return undefined;
  const words = `expected ${judgement.expected}; found ${judgement.found}`;
  const finding: FindingFact = { check: 'variables', mark: 'failed', words, repair: NEXT };
  return result('refused', `VariablesUndeclared: variables of the request: ${words}.`, {
    findings: [...findings, finding],
    next: NEXT,
  });
}

async function readDeclared({ place, blueprint }: Run): Promise<readonly string[]> {
  const names = blueprint.files.filter(isRootModuleFile);
  const declared = await Promise.all(
    names.map(async (name) =>
      declaredIn(name, await readFile(path.join(place.blueprintDirectory, name), 'utf8')),
    ),
  );
  return declared.flat();
}
