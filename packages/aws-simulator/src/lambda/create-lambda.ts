import { AwsFault } from '../kernel/aws-fault.ts';
import type { SimulatedService } from '../kernel/world.ts';
import { createAsyncInvocations, type DeliverToDestination } from './async-invocations.ts';
import {
  createDurableExecutions,
  refuseUnqualified,
  type DurableExecutions,
} from './durable-executions.ts';
import { createDurableOperations } from './durable-operations.ts';
import type { LambdaSurroundings } from './surroundings.ts';
import { createEnvironmentPool, type EnvironmentPool } from './environment-pool.ts';
import { createFunctionOperations } from './function-operations.ts';
import { createFunctionRegistry, LATEST, type FunctionRegistry } from './function-registry.ts';
import type { Invocation } from './invocation.ts';
import { createInvoke } from './invoke-operation.ts';
import { lambdaRequirements } from './lambda-requirements.ts';
import type { InvokingSource } from './resource-policy.ts';
import { createInvocationRunner } from './run-invocation.ts';

/** An event that another service brings: SNS, EventBridge, a schedule. */
export interface ServiceEvent {
  /** The target as the subscription, rule or schedule names it. */
  readonly functionArn: string;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
}

/** Lambda of one region, with what tests and faults need beside its API. */
export interface SimulatedLambda {
  readonly service: SimulatedService;
  readonly functions: FunctionRegistry;
  readonly executions: DurableExecutions;
  readonly pool: EnvironmentPool;
  /** All invocations, in order; those under way have no `endedAt`. */
  readonly invocations: readonly Invocation[];
  /** Calls the listener with each invocation that has ended. */
  onInvocationEnd(listener: (invocation: Invocation) => void): void;
  /** Whether the function's own policy lets the service invoke it for this source. */
  mayInvoke(functionArn: string, source: InvokingSource): boolean;
  /**
   * Takes an event as an asynchronous invocation, now. The reason when it cannot be taken: no such
   * function, or a durable one without a qualifier.
   */
  takeEvent(event: ServiceEvent): string | undefined;
}

export function createLambda(
  surroundings: LambdaSurroundings,
  deliverToDestination: DeliverToDestination,
): SimulatedLambda {
  const { world, region } = surroundings;
  const pool = createEnvironmentPool();
  const functions = withFreshStarts(
    createFunctionRegistry({ region, accountId: world.accountId }),
    pool,
  );
  const runner = createInvocationRunner(surroundings, pool);
  const asyncInvocations = createAsyncInvocations(world, functions, runner, deliverToDestination);
  const executions = createDurableExecutions(world, functions, runner);

  function mayInvoke(functionArn: string, source: InvokingSource): boolean {
    try {
      const { fn, qualifier } = functions.resolve(functionArn);
      return fn.policy.allows(source, qualifier);
    } catch (thrown) {
      if (thrown instanceof AwsFault) return false;
      throw thrown;
    }
  }

  function takeEvent({ functionArn, payload, requestId }: ServiceEvent): string | undefined {
    try {
      const target = functions.resolve(functionArn);
      if (target.version.settings.durable) {
        refuseUnqualified(target);
        executions.start(target, payload);
      } else {
        asyncInvocations.handle({ target: target.arn, payload, requestId });
      }
      return undefined;
    } catch (thrown) {
      if (thrown instanceof AwsFault) return thrown.message;
      throw thrown;
    }
  }

  return {
    functions,
    executions,
    pool,
    invocations: runner.invocations,
    onInvocationEnd: runner.onEnd,
    mayInvoke,
    takeEvent,
    service: {
      name: 'lambda',
      requirements: (call) => lambdaRequirements(functions, call),
      operations: {
        Invoke: createInvoke({ registry: functions, runner, asyncInvocations, executions }),
        ...createFunctionOperations(functions),
        ...createDurableOperations(world, functions, executions),
      },
    },
  };
}

/** documented: what was updated starts anew; an environment keeps the code and variables it began with. */
function withFreshStarts(registry: FunctionRegistry, pool: EnvironmentPool): FunctionRegistry {
  return {
    ...registry,
    put(settings) {
      pool.drop(`${settings.name}:${LATEST}`);
      return registry.put(settings);
    },
  };
}
