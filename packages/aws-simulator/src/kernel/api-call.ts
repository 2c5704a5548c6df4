/** Services by their name in a signature's credential scope, which is also the policies' prefix. */
export type ServiceName =
  | 'ec2'
  | 'elasticloadbalancing'
  | 'monitoring'
  | 'sns'
  | 'sqs'
  | 'dynamodb'
  | 'lambda'
  | 'route53'
  | 'events'
  | 'scheduler'
  | 'sts'
  | 'iam'
  | 'logs'
  | 'rds'
  | 'eks'
  | 's3'
  | 'ecs'
  | 'kms'
  | 'secretsmanager'
  | 'ecr'
  | 'acm'
  | 'servicequotas';

/** Who makes a call. Only roles of functions are checked against a policy; a user may do all. */
export type Principal =
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'role'; readonly roleName: string; readonly session: string };

/** Why something happened: the effect log names it beside each change of the world. */
export type Cause =
  | {
      readonly kind: 'invocation';
      readonly functionName: string;
      readonly id: string;
      readonly executionArn?: string;
    }
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'fault'; readonly name: string };

/** One API request, decoded. `input` has the SDK's shape of the operation's input. */
export interface ApiCall {
  readonly requestId: string;
  readonly service: ServiceName;
  /** The API's name of the operation: `StopInstances`. */
  readonly operation: string;
  readonly input: unknown;
  readonly region: string;
  /** The region that the caller is in; undefined for a person, who is somewhere else. */
  readonly fromRegion?: string;
  readonly principal: Principal;
  readonly cause: Cause;
  /** When the request was signed, epoch milliseconds: older than 5 minutes is refused. */
  readonly signedAtMilliseconds: number;
}
