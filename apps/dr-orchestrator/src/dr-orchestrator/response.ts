import type { Outcome } from '../running/notify-people.ts';
import type { Plan } from '../plan/plan.ts';

/** The document's success response, its fields and no others. */
export interface SuccessResponse {
  readonly statusCode: 200;
  readonly body: {
    readonly message: 'DR failover completed successfully';
    readonly region: string;
    readonly rds_promoted: string;
    readonly eks_cluster: string;
  };
}

/** What an execution that did not recover the region ends with: why, and what to do next. */
export interface OtherResponse {
  readonly statusCode: 200 | 202 | 409;
  readonly body: {
    readonly message: string;
    readonly outcome: Outcome['name'];
    readonly reason: string;
    readonly incident: string;
    readonly next?: string;
  };
}

export type RecoveryResponse = SuccessResponse | OtherResponse;

export function successResponse({ regions, database, cluster }: Plan): SuccessResponse {
  return {
    statusCode: 200,
    body: {
      message: 'DR failover completed successfully',
      region: regions.recovery,
      rds_promoted: database.replica,
      eks_cluster: cluster.recovery,
    },
  };
}

const STATUS_CODES: Readonly<Partial<Record<Outcome['name'], OtherResponse['statusCode']>>> = {
  completed: 200,
  refused: 409,
  'needs-operator': 409,
};

export function otherResponse(incident: string, outcome: Outcome): OtherResponse {
  const { name, reason, sentence, next } = outcome;
  return {
    statusCode: STATUS_CODES[name] ?? 202,
    body: {
      message: sentence,
      outcome: name,
      reason,
      incident,
      ...(next === undefined ? {} : { next }),
    },
  };
}
