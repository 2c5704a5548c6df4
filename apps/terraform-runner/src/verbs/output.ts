import * as z from 'zod';
import { captureVerb, type Terraform } from './terraform.ts';
import { parseDocument } from './parse-document.ts';

const Outputs = z.record(z.string(), z.object({ sensitive: z.boolean(), value: z.unknown() }));
export type Outputs = z.infer<typeof Outputs>;

/** All outputs of the state, sensitive ones included: the caller sorts them out. */
export async function output(terraform: Terraform): Promise<Outputs> {
  return parseDocument('output', Outputs, await captureVerb(terraform, ['output', '-json']));
}
