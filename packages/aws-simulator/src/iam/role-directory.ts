import type { Authorizer, Principal, Requirement } from '../kernel/world.ts';
import { managedPolicy } from './managed-policies.ts';
import { compilePolicy, type PolicyStatement } from './policy-document.ts';

export interface RoleDescription {
  readonly roleName: string;
  /** Policies by name, as in the template, resolved. */
  readonly policies: readonly { readonly name: string; readonly document: unknown }[];
  readonly managedPolicyArns: readonly string[];
  /** Services that may assume it (`lambda.amazonaws.com`). */
  readonly trustedServices: readonly string[];
}

/** The roles of the account and what their policies allow. */
export interface RoleDirectory {
  putRole(role: RoleDescription): void;
  /** Adds a policy to a role (AWS::IAM::Policy). */
  putPolicy(roleName: string, name: string, document: unknown): void;
  deleteRole(roleName: string): void;
  has(roleName: string): boolean;
  /** Whether the role is there and its trust policy names the service. */
  trusts(roleName: string, service: string): boolean;
  readonly authorizer: Authorizer;
}

export function createRoleDirectory(accountId: string): RoleDirectory {
  const roles = new Map<string, PolicyStatement[]>();
  const trusted = new Map<string, readonly string[]>();
  /** What was allowed before, until a policy changes: a function asks for the same all the time. */
  const allowed = new Set<string>();

  function authorizer(principal: Principal, requirement: Requirement): string | undefined {
    if (principal.kind === 'user') return undefined;
    const asked = wordsOf(principal.roleName, requirement);
    if (allowed.has(asked)) return undefined;
    const statements = roles.get(principal.roleName) ?? [];
    const applying = statements.filter((statement) => statement.applies(requirement));
    const denied = applying.some(({ effect }) => effect === 'Deny');
    if (applying.length > 0 && !denied) {
      if (allowed.size >= ALLOWED_KEPT_MAX) allowed.clear();
      allowed.add(asked);
      return undefined;
    }
    return refusal(accountId, principal, requirement, denied);
  }

  return {
    authorizer,
    has: (roleName) => roles.has(roleName),
    trusts: (roleName, service) => trusted.get(roleName)?.includes(service) ?? false,
    deleteRole(roleName) {
      allowed.clear();
      roles.delete(roleName);
    },
    putRole(role) {
      allowed.clear();
      trusted.set(role.roleName, role.trustedServices);
      roles.set(role.roleName, [
        ...role.policies.flatMap(({ name, document }) => compilePolicy(document, name)),
        ...role.managedPolicyArns.flatMap((arn) => compilePolicy(managedPolicy(arn), arn)),
      ]);
    },
    putPolicy(roleName, name, document) {
      allowed.clear();
      roles.set(roleName, [...(roles.get(roleName) ?? []), ...compilePolicy(document, name)]);
    },
  };
}

/** Resources of executions have names of their own: the set starts anew now and then. */
const ALLOWED_KEPT_MAX = 5_000;

function wordsOf(roleName: string, { action, resource, conditionKeys }: Requirement): string {
  const keys = Object.entries(conditionKeys);
  const conditions = keys.length === 0 ? '' : JSON.stringify(keys);
  return `${roleName} ${action} ${resource} ${conditions}`;
}

/** As AWS words it, so that what people search for is what they find. */
function refusal(
  accountId: string,
  principal: Extract<Principal, { kind: 'role' }>,
  { action, resource }: Requirement,
  denied: boolean,
): string {
  const { roleName, session } = principal;
  const why = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  return (
    `User: arn:aws:sts::${accountId}:assumed-role/${roleName}/${session} is not authorized to ` +
    `perform: ${action} on resource: ${resource} ${why}`
  );
}
