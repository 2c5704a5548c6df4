import type { PlanPolicy } from '../../src/policy/judge-plan.ts';

/** The provider that is built into Terraform has one type: here it holds state. */
export const DATA_HOLDS_STATE: PlanPolicy = {
  holdsState: ['terraform_data'],
  emptyWhenTainted: [],
  forbiddenInDisaster: [],
};

/** The blueprint without its cluster. */
export function emptied(main: string): string {
  return main
    .replace(/resource "terraform_data" "cluster" \{[\s\S]*?\n\}\n/, '')
    .replace(/output "cluster_name" \{[\s\S]*?\n\}\n/, '');
}
