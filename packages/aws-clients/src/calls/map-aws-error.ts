import { isUnderstudyError, RetryableError, TerminalError } from '@understudy/errors';
import type { UnderstudyError } from '@understudy/errors';
import { CODES_BY_NAME, ERROR_KINDS, NEVER_CONNECTED, type AwsErrorCode } from './error-table.ts';

/** Which request an error belongs to. */
export interface AboutCall {
  readonly service: string;
  readonly operation: string;
  /** It changes something: without an answer its effect is unknown. */
  readonly change: boolean;
  readonly region?: string;
  /** Only of a change: false when it never reached the wire. */
  readonly sent?: boolean;
}

/** AWS's words may be long: enough to understand, never enough to fill a log. */
const AWS_MESSAGE_CHARACTERS_MAX = 300;

/** What was thrown by a client, as one of our errors. Ours pass unchanged. */
export function mapAwsError(thrown: unknown, about: AboutCall): UnderstudyError {
  if (isUnderstudyError(thrown)) return thrown;
  const code = codeOf(thrown, about);
  const kind = ERROR_KINDS[code];
  const { awsCode, status, requestId, attempts } = factsOf(thrown);
  const call = `${about.service}:${about.operation}`;
  const message =
    `${call}: expected success, found ${code} (${awsCode}: ${awsMessage(thrown)}). ` + kind.advice;
  const fields = {
    service: about.service,
    operation: about.operation,
    region: about.region,
    awsCode,
    status,
    requestId,
    attempts,
  };
  const ErrorType = kind.retryable ? RetryableError : TerminalError;
  return new ErrorType(code, message, { cause: thrown, fields });
}

/** Whether a change that failed so can never take effect: it was refused, or never sent. */
export function hadNoEffect(thrown: unknown): boolean {
  if (!isUnderstudyError(thrown)) return false;
  if (NEVER_SENT.includes(thrown.code)) return true;
  const kinds: Readonly<Partial<Record<string, { effect: string }>>> = ERROR_KINDS;
  return kinds[thrown.code]?.effect === 'none';
}

/** What AWS says in an error, without what must not be logged. */
export function awsMessage(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // The encoded part is a sealed copy of the request's context: long, and no business of a log.
  const [plain = ''] = message.split(/\.? ?Encoded authorization failure message/);
  return plain.length <= AWS_MESSAGE_CHARACTERS_MAX
    ? plain
    : `${plain.slice(0, AWS_MESSAGE_CHARACTERS_MAX)}…`;
}

/** The guard's own refusals: they come before the wire. */
const NEVER_SENT: readonly string[] = ['NoPermit', 'SendByPassed'];

function codeOf(thrown: unknown, about: AboutCall): AwsErrorCode {
  const { awsCode, status, systemCode, throttled } = factsOf(thrown);
  const named = CODES_BY_NAME.find(([pattern]) => pattern.test(awsCode));
  if (named) return named[1];
  if (about.change && about.sent === false) return 'NotSent';
  if (throttled || status === 429) return 'Throttled';
  if (NEVER_CONNECTED.includes(systemCode)) return 'Unreachable';
  if (status === 403) return 'Forbidden';
  // 408: the service gave up waiting for the request; like any silence, it is worth another try.
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 408;
  if (refused) return 'Refused';
  if (about.change) return 'OutcomeUnknown';
  return status !== undefined && status >= 500 ? 'ServiceFailed' : 'NoAnswer';
}

interface Facts {
  readonly awsCode: string;
  readonly systemCode: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly attempts: number | undefined;
  readonly throttled: boolean;
}

/** The SDK's errors are read by shape: two copies of its classes can meet in one program. */
function factsOf(thrown: unknown): Facts {
  const metadata = field(thrown, '$metadata');
  return {
    awsCode: text(field(thrown, 'name')) ?? 'Unknown',
    systemCode: text(field(thrown, 'code')) ?? '',
    status: count(field(metadata, 'httpStatusCode')),
    requestId: text(field(metadata, 'requestId')),
    attempts: count(field(metadata, 'attempts')),
    throttled: field(field(thrown, '$retryable'), 'throttling') === true,
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
