import type { Plan } from '../plan/plan.ts';
import type { StepChecks } from './check-plan.ts';

/** The document's shape, with every check beneath, and a message that nothing was changed. */
export interface RehearsalResponse {
  readonly statusCode: 200 | 409;
  readonly body: {
    readonly message: string;
    readonly region: string;
    readonly rds_promoted: string;
    readonly eks_cluster: string;
    readonly checks: readonly StepChecks[];
  };
}

export function rehearsalResponse(plan: Plan, checks: readonly StepChecks[]): RehearsalResponse {
  const findings = checks.flatMap(({ findings: found }) => found);
  const failed = findings.filter(({ mark }) => mark === 'failed').length;
  const unverified = findings.filter(({ mark }) => mark === 'unverified').length;
  const { regions, database, cluster } = plan;
  const counts = `${findings.length} checks, ${failed} failed, ${unverified} unverified`;
  return {
    statusCode: failed === 0 ? 200 : 409,
    body: {
      message: `DR failover rehearsed, nothing was changed: ${counts}`,
      region: regions.recovery,
      rds_promoted: database.replica,
      eks_cluster: cluster.recovery,
      checks,
    },
  };
}
