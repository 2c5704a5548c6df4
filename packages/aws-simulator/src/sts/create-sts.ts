import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';

import { AwsFault } from '../kernel/aws-fault.ts';
import type {
  ApiCall,
  Cause,
  OperationOf,
  Principal,
  Requirement,
  SimulatedService,
  World,
} from '../kernel/world.ts';

export interface StsOptions {
  /** Told of each session, so that requests signed with its key are known to be the role's. */
  readonly register?: (
    accessKeyId: string,
    caller: { readonly principal: Principal; readonly cause: Cause },
  ) => void;
  /** Whether a role is there and trusts the caller. Default: every role does. */
  readonly mayAssume?: (roleName: string, principal: Principal) => boolean;
}

/** documented default of AssumeRole. */
const SESSION_SECONDS_DEFAULT = 3_600;

/** Global here; to be installed in region `*`, where it answers as each regional endpoint does. */
export function createSts(world: World, options: StsOptions = {}): SimulatedService {
  const operations: Readonly<Record<string, OperationOf>> = {
    GetCallerIdentity: (_input: never, call) => identityOf(world, call.principal),
    AssumeRole: (input: never, call) => assumeRole(world, options, input, call),
  };
  return { name: 'sts', operations, requirements };
}

function identityOf(world: World, principal: Principal): GetCallerIdentityResponse {
  const Account = world.accountId;
  if (principal.kind === 'user') {
    const Arn = `arn:aws:iam::${Account}:user/${principal.name}`;
    return { Account, Arn, UserId: `AIDA${idText(principal.name)}` };
  }
  const { roleName, session } = principal;
  const Arn = `arn:aws:sts::${Account}:assumed-role/${roleName}/${session}`;
  return { Account, Arn, UserId: `AROA${idText(roleName)}:${session}` };
}

function assumeRole(
  world: World,
  options: StsOptions,
  input: AssumeRoleRequest,
  call: ApiCall,
): AssumeRoleResponse {
  const { RoleArn: arn = '', RoleSessionName: session = '' } = input;
  const roleName = arn.split('/').pop() ?? '';
  if (!/^arn:aws:iam::\d{12}:role\/.+$/.test(arn) || !/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new AwsFault('ValidationError', 400, `${arn} or ${session} is invalid`);
  }
  if (options.mayAssume?.(roleName, call.principal) === false) {
    throw new AwsFault(
      'AccessDenied',
      403,
      `User: ${String(identityOf(world, call.principal).Arn)} is not authorized to perform: ` +
        `sts:AssumeRole on resource: ${arn}`,
    );
  }
  const principal: Principal = { kind: 'role', roleName, session };
  const accessKeyId = `ASIA${world.random.hex(16).toUpperCase()}`;
  options.register?.(accessKeyId, { principal, cause: call.cause });
  const { Arn, UserId } = identityOf(world, principal);
  const seconds = input.DurationSeconds ?? SESSION_SECONDS_DEFAULT;
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: world.random.hex(40),
      SessionToken: world.random.hex(64),
      Expiration: new Date(world.clock.now() + seconds * 1_000),
    },
    AssumedRoleUser: { Arn, AssumedRoleId: UserId },
  };
}

/** documented: GetCallerIdentity needs no permission. */
function requirements(call: ApiCall): readonly Requirement[] {
  if (call.operation !== 'AssumeRole') return [];
  const { RoleArn: resource = '*' } = (call.input ?? {}) as AssumeRoleRequest;
  return [{ action: 'sts:AssumeRole', resource, conditionKeys: {} }];
}

/** Seventeen capitals and digits, as ids of IAM have; the same for the same name. */
function idText(name: string): string {
  const text = Buffer.from(name).toString('hex').toUpperCase();
  return text.padEnd(17, 'X').slice(0, 17);
}
