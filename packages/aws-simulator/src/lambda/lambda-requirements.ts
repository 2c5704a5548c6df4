import { parseCallbackId } from '@understudy/workflow';

import type { ApiCall, Requirement } from '../kernel/world.ts';
import { parseFunctionReference } from './function-reference.ts';
import type { FunctionRegistry } from './function-registry.ts';

interface Named {
  readonly FunctionName?: string;
  readonly Qualifier?: string;
  readonly DurableExecutionArn?: string;
  readonly CallbackId?: string;
}

/** What each operation asks of the caller's policy (AWS: actions of Lambda). */
export function lambdaRequirements(
  registry: FunctionRegistry,
  { operation, input }: ApiCall,
): readonly Requirement[] {
  const named = (input ?? {}) as Named;
  const action = `lambda:${operation === 'Invoke' ? 'InvokeFunction' : operation}`;
  return [{ action, resource: resourceOf(registry, named), conditionKeys: {} }];
}

/** Qualified requests are checked against the qualified ARN. */
function resourceOf(registry: FunctionRegistry, named: Named): string {
  if (named.DurableExecutionArn !== undefined) return named.DurableExecutionArn;
  if (named.CallbackId !== undefined) {
    return parseCallbackId(named.CallbackId)?.executionArn ?? '*';
  }
  if (named.FunctionName === undefined) return '*';
  return registry.arnOf(parseFunctionReference(named.FunctionName, named.Qualifier));
}
