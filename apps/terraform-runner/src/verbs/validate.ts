import * as z from 'zod';
import { captureVerb, type Terraform } from './terraform.ts';

const Validation = z.object({
  valid: z.boolean(),
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      summary: z.string(),
      detail: z.string().default(''),
      range: z
        .object({
          filename: z.string(),
          start: z.object({ line: z.number(), column: z.number() }),
        })
        .optional(),
    }),
  ),
});
export type Validation = z.infer<typeof Validation>;

/** Whether the blueprint is right as far as that can be said without a state. Needs `init`. */
export async function validate(terraform: Terraform): Promise<Validation> {
  const { stdout, stderr } = await captureVerb(terraform, ['validate', '-json']);
  const parsed = Validation.safeParse(toData(stdout));
  if (parsed.success) return parsed.data;
  return { valid: false, diagnostics: [{ severity: 'error', summary: stderr, detail: '' }] };
}

function toData(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
