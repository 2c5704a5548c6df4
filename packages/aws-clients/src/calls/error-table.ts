/** Our codes for what AWS answered, or did not. Stable: workflows and reports compare them. */
export type AwsErrorCode =
  | 'CapacityRefused'
  | 'ClockSkew'
  | 'Forbidden'
  | 'NoAnswer'
  | 'NoCredentials'
  | 'NotFound'
  | 'NotSent'
  | 'OutcomeUnknown'
  | 'Refused'
  | 'ServiceFailed'
  | 'Throttled'
  | 'Unreachable'
  | 'WrongState';

export interface AwsErrorKind {
  readonly retryable: boolean;
  /** Of a change: whether it may still take effect. A refusal is an answer: it has none. */
  readonly effect: 'none' | 'unknown';
  /** What to do, in one sentence. */
  readonly advice: string;
}

/** What each code means for who meets it. */
export const ERROR_KINDS: Readonly<Record<AwsErrorCode, AwsErrorKind>> = {
  // Waiting for capacity takes minutes and may change the plan: the workflow's rule, not a step's.
  CapacityRefused: {
    retryable: false,
    effect: 'none',
    advice: 'AWS has no capacity of this type here: try again later, or reserve it.',
  },
  ClockSkew: {
    retryable: true,
    effect: 'none',
    advice: "Compare the machine's clock with AWS's.",
  },
  Forbidden: {
    retryable: false,
    effect: 'none',
    advice: "Grant the action on this resource to the function's role.",
  },
  NoAnswer: { retryable: true, effect: 'unknown', advice: 'Ask again.' },
  NoCredentials: {
    retryable: true,
    effect: 'none',
    advice: 'Check the credentials of the role or profile.',
  },
  NotFound: { retryable: false, effect: 'none', advice: 'Check the id, name and region.' },
  NotSent: { retryable: true, effect: 'none', advice: 'Nothing was sent: it may be tried again.' },
  OutcomeUnknown: {
    retryable: false,
    effect: 'unknown',
    advice: 'It may have taken effect or still may: look before anything else is done.',
  },
  Refused: { retryable: false, effect: 'none', advice: 'Correct what AWS refuses.' },
  ServiceFailed: { retryable: true, effect: 'unknown', advice: 'Ask again.' },
  Throttled: { retryable: true, effect: 'none', advice: 'Ask again, less often.' },
  Unreachable: { retryable: true, effect: 'none', advice: 'Check the network and the endpoint.' },
  WrongState: {
    retryable: false,
    effect: 'none',
    advice: 'Look at the resource again: its state does not allow this now.',
  },
};

/**
 * AWS's own codes that say more than the HTTP status does. First match wins; the patterns are
 * anchored. A capacity refusal comes with status 500 and must stand before statuses are looked at.
 */
export const CODES_BY_NAME: readonly (readonly [RegExp, AwsErrorCode])[] = [
  [
    /^Insufficient(Instance|Host|ReservedInstance|Address)?Capacity(Exception)?$/,
    'CapacityRefused',
  ],
  [/^(RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)$/, 'Throttled'],
  [/^(EC2)?(Request)?Thrott(ling|led)(Exception)?$/, 'Throttled'],
  [/^(TooManyRequests|ProvisionedThroughputExceeded)(Exception)?$/, 'Throttled'],
  [/^(RequestExpired|RequestTimeTooSkewed|RequestInTheFuture)$/, 'ClockSkew'],
  [/^(UnauthorizedOperation|AuthFailure|AuthorizationError(Exception)?)$/, 'Forbidden'],
  [/^(KMS|EC2)?AccessDenied(Exception)?$/, 'Forbidden'],
  [/^(UnrecognizedClientException|InvalidClientTokenId|ExpiredToken(Exception)?)$/, 'Forbidden'],
  [/^(SignatureDoesNotMatch|InvalidSignatureException|OptInRequired)$/, 'Forbidden'],
  [/^(MissingAuthenticationToken|NotAuthorized|PendingVerification)(Exception)?$/, 'Forbidden'],
  [/^Incorrect(Instance)?State(Exception)?$/, 'WrongState'],
  [/^InvalidDB(Instance|Snapshot|Cluster)State(Fault)?$/, 'WrongState'],
  [/NotFound(Exception|Fault)?$/, 'NotFound'],
  // A bucket of another region: the answer is a redirect, which nobody follows here.
  [/^(NoSuch(Key|Version|Bucket)|PermanentRedirect)$/, 'NotFound'],
  [/^NoSuchResourceException$/, 'NotFound'],
  [/^(NoSuchHostedZone|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/, 'NotFound'],
  [/^CredentialsProviderError$/, 'NoCredentials'],
];

/** The system's words for a connection that was never made: nothing can have been received. */
export const NEVER_CONNECTED: readonly string[] = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
];
