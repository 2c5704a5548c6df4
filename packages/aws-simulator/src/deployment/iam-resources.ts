import { generatedName, type ResourceContext } from './resource-context.ts';
import type { ResourceProperties } from './resource-properties.ts';
import type { DeployedResource } from './template-model.ts';

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

interface TrustStatement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] };
}

export function deployRole(
  properties: ResourceProperties,
  context: ResourceContext,
): DeployedResource {
  const { roles, accountId } = context.target;
  const roleName =
    properties.optionalText('RoleName') ?? generatedName(context, properties.logicalId);
  const trust = properties.record('AssumeRolePolicyDocument') as {
    readonly Statement?: readonly TrustStatement[];
  };
  roles.putRole({
    roleName,
    policies: (properties.list('Policies') as readonly InlinePolicy[]).map((policy) => ({
      name: `${roleName}/${policy.PolicyName}`,
      document: policy.PolicyDocument,
    })),
    managedPolicyArns: properties.list('ManagedPolicyArns').map(String),
    trustedServices: (trust.Statement ?? [])
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Principal }) => Principal?.Service ?? []),
  });
  const path = properties.optionalText('Path') ?? '/';
  const arn = `arn:aws:iam::${accountId}:role${path}${roleName}`;
  return { ref: roleName, attributes: { Arn: arn, RoleId: `AROA${roleName}` } };
}

export function deployPolicy(
  properties: ResourceProperties,
  { target }: ResourceContext,
): DeployedResource {
  const name = properties.text('PolicyName');
  for (const roleName of properties.list('Roles').map(String)) {
    target.roles.putPolicy(roleName, `${roleName}/${name}`, properties.all['PolicyDocument']);
  }
  return { ref: name, attributes: {} };
}
