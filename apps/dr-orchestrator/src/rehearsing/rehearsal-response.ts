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
  const of = (wanted: string) => findings.filter(({ mark }) => mark === wanted).length;
  const [failed, unknown] = [of('failed'), of('unknown')];
  const { regions, database, cluster } = plan;
  const counts = `${findings.length} checks, ${failed} failed, ${unknown} unknown, ${of('unverified')} unverified`;
  return {
    // What could not be looked at is no success, as in readiness.
    statusCode: failed + unknown === 0 ? 200 : 409,
    body: {
      message: `DR failover rehearsed, nothing was changed: ${counts}`,
      region: regions.recovery,
      rds_promoted: database.replica,
      eks_cluster: cluster.recovery,
      checks,
    },
  };
}
