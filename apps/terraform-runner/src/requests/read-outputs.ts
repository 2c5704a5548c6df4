import { TerraformValue, type TerraformResult } from '@understudy/recovery-messages';
import { output } from '../verbs/output.ts';
import type { Run } from './open-run.ts';

/** Outputs of an answer, all together: an answer is a message, not a store. */
const OUTPUTS_CHARACTERS_MAX = 64 * 1024;

/**
 * The outputs that are not sensitive. The values of the others are masked from now on wherever they
 * turn up, and leave in no form.
 */
export async function readOutputs(run: Run): Promise<TerraformResult['outputs']> {
  const outputs = await output(run.terraform);
  for (const { sensitive, value } of Object.values(outputs)) {
    if (sensitive) for (const text of textsOf(value)) run.invocation.mask.add(text);
  }
  let characters = 0;
  const shown = Object.entries(outputs).flatMap(([name, { sensitive, value }]) => {
    const parsed = TerraformValue.safeParse(value);
    if (sensitive || !parsed.success) return [];
    characters += JSON.stringify(parsed.data).length;
    return characters > OUTPUTS_CHARACTERS_MAX ? [] : [[name, parsed.data] as const];
  });
  return Object.fromEntries(shown);
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
