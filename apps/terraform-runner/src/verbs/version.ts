import * as z from 'zod';
import { captureVerb, type Terraform } from './terraform.ts';
import { parseDocument } from './parse-document.ts';

const Version = z.object({ terraform_version: z.string() });

/** Terraform's own version, or OpenTofu's. */
export async function version(terraform: Terraform): Promise<string> {
  const end = await captureVerb(terraform, ['version', '-json']);
  return parseDocument('version', Version, end).terraform_version;
}
