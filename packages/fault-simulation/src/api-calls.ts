import type { ApiCall, CallFault, Cause, LogEntry, ServiceName } from '@understudy/aws-simulator';

/**
 * One call of one execution: what it asks, and the how manieth time since the table was last
 * written to. Counted so, a poll that looks once more does not give what follows other names.
 */
export interface CallId {
  readonly service: ServiceName;
  readonly operation: string;
  /** The write of the table before it, from 0: it is the n-th. */
  readonly afterWrite: number;
  /** Since that write, from 1. */
  readonly occurrence: number;
}

/** What can befall one call: refused for its rate, refused by a fault of AWS's, never answered. */
export type FaultKind = 'throttled' | 'server-error' | 'lost-before' | 'lost-after';

export const FAULT_KINDS: readonly FaultKind[] = [
  'throttled',
  'server-error',
  'lost-before',
  'lost-after',
];

/** Each service's own words and status for `slow down` and for `our fault`. */
const CODES: Readonly<
  Partial<
    Record<ServiceName, { readonly slow: [string, number]; readonly broken: [string, number] }>
  >
> = {
  ec2: { slow: ['RequestLimitExceeded', 503], broken: ['InternalError', 500] },
  elasticloadbalancing: { slow: ['Throttling', 400], broken: ['InternalFailure', 500] },
  monitoring: { slow: ['Throttling', 400], broken: ['InternalServiceFault', 500] },
  dynamodb: { slow: ['ThrottlingException', 400], broken: ['InternalServerError', 500] },
  lambda: { slow: ['TooManyRequestsException', 429], broken: ['ServiceException', 500] },
  rds: { slow: ['Throttling', 400], broken: ['InternalFailure', 500] },
  eks: { slow: ['ThrottlingException', 429], broken: ['ServerException', 500] },
  s3: { slow: ['SlowDown', 503], broken: ['InternalError', 500] },
  sns: { slow: ['Throttled', 429], broken: ['InternalError', 500] },
};

export function faultOf(kind: FaultKind, service: ServiceName): CallFault {
  const codes = CODES[service];
  if (kind === 'lost-before') return { kind: 'no-answer', when: 'before' };
  if (kind === 'lost-after') return { kind: 'no-answer', when: 'after' };
  const [code, status] = (kind === 'throttled' ? codes?.slow : codes?.broken) ?? ['Failure', 500];
  return { kind: 'error', code, status, when: 'before' };
}

/** Writes of ours come once for each thing that is done, never once for each look of a poll. */
const TABLE_WRITE = /^(PutItem|UpdateItem|TransactWriteItems)$/;

type Counted = { readonly cause: Cause } & Pick<ApiCall, 'service' | 'operation'>;

/** Names the calls of a service's first execution, as they are made. */
export function createCallCounter(service: string): (call: Counted) => CallId | undefined {
  let seen = new Map<string, number>();
  let writes = 0;
  let first: string | undefined;
  return ({ cause, service: of, operation }) => {
    if (cause.kind !== 'invocation' || cause.executionArn === undefined) return undefined;
    if (!cause.executionArn.includes(`-${service}-`)) return undefined;
    first ??= cause.executionArn;
    if (cause.executionArn !== first) return undefined;
    const key = `${of}:${operation}`;
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    const id = { service: of, operation, afterWrite: writes, occurrence };
    if (TABLE_WRITE.test(operation)) {
      writes++;
      seen = new Map();
    }
    return id;
  };
}

/** A look that a poll repeats is the same call again: two of them stand for all. */
const OCCURRENCES_MAX = 2;

/** The calls that a service's first execution made. */
export function callsOfRun(entries: readonly LogEntry[], service: string): readonly CallId[] {
  const count = createCallCounter(service);
  return entries
    .flatMap((entry) => (entry.kind === 'call' ? (count(entry.call) ?? []) : []))
    .filter(({ occurrence }) => occurrence <= OCCURRENCES_MAX);
}
