import { RetryableError, TerminalError } from '@understudy/errors';
import type * as z from 'zod';

/** The document that a verb printed, in its shape. Its text goes into no error: it may be secret. */
export function parseDocument<T>(
  verb: string,
  schema: z.ZodType<T>,
  end: {
    readonly exitCode: number | undefined;
    readonly interrupted: boolean;
    readonly stdout: string;
    readonly stderr: string;
  },
): T {
  if (end.exitCode !== 0 && end.interrupted) {
    throw new RetryableError(
      'Interrupted',
      `terraform ${verb}: expected to have time for it, found none. Ask again: it goes on.`,
      { fields: { verb } },
    );
  }
  if (end.exitCode !== 0) {
    throw new RetryableError(
      'TerraformFailed',
      `terraform ${verb}: expected exit code 0, found ${end.exitCode ?? 'none'}: ${end.stderr}`,
      { fields: { verb, exitCode: end.exitCode } },
    );
  }
  const parsed = schema.safeParse(toData(verb, end.stdout));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map(({ path }) => path.join('.'));
  throw new TerminalError(
    'TerraformUnknownFormat',
    `terraform ${verb}: expected a document as Terraform 1.10 prints it, found another shape at ` +
      `${issues.join(', ')}. Use a version that the image was built with.`,
    { fields: { verb } },
  );
}

function toData(verb: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new TerminalError(
      'TerraformUnknownFormat',
      `terraform ${verb}: expected JSON, found ${text.length} characters that are none.`,
      { cause, fields: { verb } },
    );
  }
}
