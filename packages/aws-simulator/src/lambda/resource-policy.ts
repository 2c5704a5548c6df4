import { matchesArn } from '../iam/match-pattern.ts';

/** One permission of a function's own policy (AWS::Lambda::Permission, AddPermission). */
export interface InvokePermission {
  readonly statementId: string;
  readonly action: string;
  /** A service (`sns.amazonaws.com`), an account or `*`. */
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  /** The version or alias it is for; undefined for unqualified invocations. */
  readonly qualifier?: string;
}

/** Who asks on whose behalf: a service with the resource that made it ask. */
export interface InvokingSource {
  readonly servicePrincipal: string;
  readonly sourceArn: string;
}

export interface ResourcePolicy {
  add(permission: InvokePermission): void;
  remove(statementId: string): void;
  list(qualifier: string | undefined): readonly InvokePermission[];
  /**
   * A permission for the unqualified function does not cover its aliases, and the other way round
   * (AWS: resource-based policies of versions and aliases).
   */
  allows(source: InvokingSource, qualifier: string | undefined): boolean;
}

export function createResourcePolicy(): ResourcePolicy {
  const permissions = new Map<string, InvokePermission>();
  const list = (qualifier: string | undefined): readonly InvokePermission[] =>
    [...permissions.values()].filter((permission) => permission.qualifier === qualifier);
  return {
    add: (permission) => void permissions.set(permission.statementId, permission),
    remove: (statementId) => void permissions.delete(statementId),
    list,
    allows: (source, qualifier) => list(qualifier).some((permission) => covers(permission, source)),
  };
}

function covers(permission: InvokePermission, source: InvokingSource): boolean {
  const { action, principal, sourceArn, sourceAccount } = permission;
  return (
    ['lambda:InvokeFunction', 'lambda:*', '*'].includes(action) &&
    (principal === source.servicePrincipal || principal === '*') &&
    (sourceArn === undefined || matchesArn(sourceArn, source.sourceArn)) &&
    (sourceAccount === undefined || source.sourceArn.split(':')[4] === sourceAccount)
  );
}

/** As GetPolicy shows it. */
export function policyText(permissions: readonly InvokePermission[], resource: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'default',
    Statement: permissions.map(({ statementId, action, principal, sourceArn, sourceAccount }) => ({
      Sid: statementId,
      Effect: 'Allow',
      Principal: principal.includes('.') ? { Service: principal } : principal,
      Action: action,
      Resource: resource,
      ...(sourceArn === undefined && sourceAccount === undefined
        ? {}
        : {
            Condition: {
              ...(sourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': sourceArn } }),
              ...(sourceAccount === undefined
                ? {}
                : { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
            },
          }),
    })),
  });
}
