import { captureVerb, type Terraform } from './terraform.ts';
import { parseDocument } from './parse-document.ts';
import { PlanDocument } from '../policy/plan-document.ts';

/** The plan as data: what the policy judges. It holds sensitive values and is never logged. */
export async function showPlan(terraform: Terraform, planFile: string): Promise<PlanDocument> {
  const end = await captureVerb(terraform, ['show', '-json', planFile]);
  return parseDocument('show', PlanDocument, end);
}
