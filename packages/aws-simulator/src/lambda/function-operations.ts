import type {
  AddPermissionCommandInput,
  AddPermissionCommandOutput,
  GetAliasCommandInput,
  GetFunctionCommandInput,
  ListAliasesCommandInput,
  ListVersionsByFunctionCommandInput,
  RemovePermissionCommandInput,
} from '@aws-sdk/client-lambda';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { OperationOf } from '../kernel/world.ts';
import { describeAliases, describeResolved, describeVersion } from './describe-function.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { policyText } from './resource-policy.ts';

/** Reads of functions, versions, aliases and policies, and the two writes of policies. */
export function createFunctionOperations(
  registry: FunctionRegistry,
): Readonly<Record<string, OperationOf>> {
  const resolve = ({ FunctionName = '', Qualifier }: GetFunctionCommandInput) =>
    registry.resolve(FunctionName, Qualifier);
  return {
    GetFunction: (input: GetFunctionCommandInput) => ({
      Configuration: describeResolved(registry, resolve(input)),
      Code: { RepositoryType: 'S3' },
    }),
    GetFunctionConfiguration: (input: GetFunctionCommandInput) =>
      describeResolved(registry, resolve(input)),
    ListFunctions: () => ({
      Functions: registry
        .all()
        .map(({ name, latest }) => describeVersion(registry, latest, registry.arnOf({ name }))),
    }),
    ListVersionsByFunction: (input: ListVersionsByFunctionCommandInput) => {
      const { fn } = resolve(input);
      const versions = [fn.latest, ...fn.versions.values()];
      return { Versions: versions.map((version) => describeVersion(registry, version)) };
    },
    ListAliases: (input: ListAliasesCommandInput) => ({
      Aliases: describeAliases(registry, resolve({ FunctionName: input.FunctionName })),
    }),
    GetAlias: (input: GetAliasCommandInput) => {
      const aliases = describeAliases(registry, resolve({ FunctionName: input.FunctionName }));
      const alias = aliases.find(({ Name }) => Name === input.Name);
      if (alias) return alias;
      throw notFound(`Cannot find alias arn: ${input.FunctionName}:${input.Name}`);
    },
    GetPolicy: (input: GetFunctionCommandInput) => {
      const { fn, qualifier, arn } = resolve(input);
      const permissions = fn.policy.list(qualifier);
      if (permissions.length === 0) throw notFound('The resource you requested does not exist.');
      return { Policy: policyText(permissions, arn) };
    },
    AddPermission: (input: AddPermissionCommandInput) => addPermission(registry, input),
    RemovePermission: (input: RemovePermissionCommandInput) => {
      resolve(input).fn.policy.remove(input.StatementId ?? '');
      return {};
    },
  };
}

function addPermission(
  registry: FunctionRegistry,
  input: AddPermissionCommandInput,
): Partial<AddPermissionCommandOutput> {
  const { fn, qualifier, arn } = registry.resolve(input.FunctionName ?? '', input.Qualifier);
  if (qualifier === '$LATEST') {
    throw new AwsFault(
      'InvalidParameterValueException',
      400,
      'We currently do not support adding policies for $LATEST.',
    );
  }
  const permission = {
    statementId: input.StatementId ?? '',
    action: input.Action ?? '',
    principal: input.Principal ?? '',
    ...(input.SourceArn === undefined ? {} : { sourceArn: input.SourceArn }),
    ...(input.SourceAccount === undefined ? {} : { sourceAccount: input.SourceAccount }),
    ...(qualifier === undefined ? {} : { qualifier }),
  };
  if (fn.policy.list(qualifier).some(({ statementId }) => statementId === permission.statementId)) {
    throw new AwsFault(
      'ResourceConflictException',
      409,
      `The statement id (${permission.statementId}) provided already exists.`,
    );
  }
  fn.policy.add(permission);
  const { Statement } = JSON.parse(policyText([permission], arn)) as { Statement: unknown[] };
  return { Statement: JSON.stringify(Statement[0]) };
}

function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', 404, message);
}
