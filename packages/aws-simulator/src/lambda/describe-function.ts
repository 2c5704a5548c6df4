import type { AliasConfiguration, FunctionConfiguration } from '@aws-sdk/client-lambda';

import type { FunctionRegistry, FunctionVersion, ResolvedFunction } from './function-registry.ts';

/** A version as GetFunctionConfiguration and the lists show it. */
export function describeVersion(
  registry: FunctionRegistry,
  { version, settings }: FunctionVersion,
  arn: string = registry.arnOf({ name: settings.name, qualifier: version }),
): FunctionConfiguration {
  return {
    FunctionName: settings.name,
    FunctionArn: arn,
    Runtime: settings.runtime as NonNullable<FunctionConfiguration['Runtime']>,
    Role: settings.roleArn,
    Handler: settings.handler,
    CodeSha256: settings.codeSha256,
    CodeSize: [...settings.files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMegabytes,
    Version: version,
    PackageType: 'Zip',
    Architectures: ['arm64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    Environment: { Variables: { ...settings.variables } },
    ...(settings.durable
      ? {
          DurableConfig: {
            ExecutionTimeout: settings.durable.executionTimeoutSeconds,
            RetentionPeriodInDays: settings.durable.retentionDays,
          },
        }
      : {}),
  };
}

export function describeResolved(
  registry: FunctionRegistry,
  resolved: ResolvedFunction,
): FunctionConfiguration {
  return describeVersion(registry, resolved.version, resolved.arn);
}

export function describeAliases(
  registry: FunctionRegistry,
  { fn }: ResolvedFunction,
): AliasConfiguration[] {
  return [...fn.aliases].map(([name, version]) => ({
    AliasArn: registry.arnOf({ name: fn.name, qualifier: name }),
    Name: name,
    FunctionVersion: version,
    Description: '',
  }));
}
