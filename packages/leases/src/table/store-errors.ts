import { RetryableError, TerminalError, isUnderstudyError } from '@understudy/errors';

/** Errors that pass by themselves. */
const PASSING = new Set([
  'ThrottlingException',
  'ThrottlingError',
  'ProvisionedThroughputExceededException',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'InternalServerErrorException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'TransactionInProgressException',
  'TimeoutError',
  'AbortError',
  'RequestTimeout',
  'RequestTimeoutException',
]);

/** Errors of the caller's identity and rights. */
const FORBIDDEN = new Set([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'IncompleteSignature',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'ExpiredTokenException',
  'CredentialsProviderError',
]);

interface ThrownByClient {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/** What a failed call of the table means to whoever called it. */
export function toStoreError(operation: string, table: string, thrown: unknown): Error {
  if (isUnderstudyError(thrown)) return thrown;
  const { name, message, status, requestId } = readThrown(thrown);
  const fields = { operation, table, error: name, requestId, status };
  const found = `found ${name}: ${message} (request ${requestId ?? 'without id'})`;
  if (FORBIDDEN.has(name)) {
    return new TerminalError(
      'StoreForbidden',
      `${operation} on table ${table}: expected to be allowed, ${found}. ` +
        "Compare the caller's role with the policy of its function.",
      { cause: thrown, fields },
    );
  }
  if (name === 'ResourceNotFoundException') {
    return new TerminalError(
      'StoreMissing',
      `${operation}: expected the table ${table} in this region, ${found}. Apply its Terraform.`,
      { cause: thrown, fields },
    );
  }
  // Without a status no answer came: whether the write took effect is not known, and each of ours
  // may be repeated.
  if (PASSING.has(name) || status === undefined || status >= 500 || status === 429) {
    return unavailable(operation, table, found, thrown, fields);
  }
  return new TerminalError(
    'StoreRequestInvalid',
    `${operation} on table ${table}: expected a valid request, ${found}. This is a fault of ours.`,
    { cause: thrown, fields },
  );
}

/** Others wrote the same items each time. */
export function contended(operation: string, table: string, tries: number): RetryableError {
  const found = `found other writers at each of ${tries} tries`;
  return unavailable(operation, table, found, undefined, { operation, table, tries });
}

function unavailable(
  operation: string,
  table: string,
  found: string,
  cause: unknown,
  fields: Readonly<Record<string, string | number | undefined>>,
): RetryableError {
  return new RetryableError(
    'StoreUnavailable',
    `${operation} on table ${table}: expected an answer, ${found}. Try again.`,
    { cause, fields },
  );
}

function readThrown(thrown: unknown): ThrownByClient {
  if (!(thrown instanceof Error)) {
    return {
      name: 'UnknownError',
      message: String(thrown),
      status: undefined,
      requestId: undefined,
    };
  }
  const metadata: unknown = Reflect.get(thrown, '$metadata');
  const from = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const status: unknown = Reflect.get(from, 'httpStatusCode');
  const requestId: unknown = Reflect.get(from, 'requestId');
  return {
    name: thrown.name,
    message: thrown.message,
    status: typeof status === 'number' ? status : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}
