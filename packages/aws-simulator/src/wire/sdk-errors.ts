import { NormalizedSchema, type TypeRegistry } from '@smithy/core/schema';

import type { AwsFault } from '../kernel/aws-fault.ts';
import { faultSide } from './wire-protocol.ts';

type ErrorSchema = Parameters<TypeRegistry['getErrorCtor']>[0];
type ErrorType = new (options: Record<string, unknown>) => Error;

/** The error that a client of these registries throws for a fault. */
export function toSdkError(
  fault: AwsFault,
  requestId: string,
  registries: readonly TypeRegistry[],
): Error {
  const modelled = findModelled(fault.code, registries);
  const type = modelled?.type ?? findBase(registries) ?? Error;
  const side = faultSide(fault);
  const error = new (type as ErrorType)({ message: fault.message, $metadata: {} });
  return Object.assign(error, fault.members, {
    name: modelled?.name ?? fault.code,
    message: fault.message,
    $fault: side === 'Sender' ? 'client' : 'server',
    $metadata: { httpStatusCode: fault.status, requestId, attempts: 1, totalRetryDelay: 0 },
    ...(modelled?.queryCode === undefined ? {} : { Code: modelled.queryCode, Type: side }),
  });
}

/** The error that a client throws when its caller gave up. */
export function toAbortError(reason: unknown): Error {
  // The SDK's own clients throw a plain error of this name: ours must look the same.
  // eslint-disable-next-line no-restricted-syntax
  const error = new Error('Request aborted', reason instanceof Error ? { cause: reason } : {});
  error.name = 'AbortError';
  return error;
}

interface ModelledError {
  readonly name: string;
  readonly type: unknown;
  readonly queryCode: string | undefined;
}

function findModelled(
  code: string,
  registries: readonly TypeRegistry[],
): ModelledError | undefined {
  for (const registry of registries) {
    const schema = registry.find((candidate) => {
      const described = NormalizedSchema.of(candidate);
      return described.getName() === code || queryCodeOf(described) === code;
    });
    if (!schema) continue;
    const described = NormalizedSchema.of(schema);
    return {
      name: described.getName() ?? code,
      type: registry.getErrorCtor(schema as ErrorSchema),
      queryCode: queryCodeOf(described),
    };
  }
  return undefined;
}

function queryCodeOf(schema: NormalizedSchema): string | undefined {
  const trait = schema.getMergedTraits()['awsQueryError'];
  return Array.isArray(trait) ? String(trait[0]) : undefined;
}

/** The class of errors that no schema describes (`EC2ServiceException`). */
function findBase(registries: readonly TypeRegistry[]): unknown {
  for (const registry of registries) {
    const schema = registry.getBaseException();
    if (schema) return registry.getErrorCtor(schema);
  }
  return undefined;
}
