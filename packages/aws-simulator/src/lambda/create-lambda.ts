import type { SimulatedService } from '../kernel/world.ts';
import { createAsyncInvocations, type DeliverToDestination } from './async-invocations.ts';
import {
  createDurableExecutions,
  refuseUnqualified,
  type DurableExecutions,
} from './durable-executions.ts';
import { createDurableOperations } from './durable-operations.ts';
import type { LambdaSurroundings } from './environment-factory.ts';
import { createEnvironmentPool, type EnvironmentPool } from './environment-pool.ts';
import { createFunctionOperations } from './function-operations.ts';
import { createFunctionRegistry, type FunctionRegistry } from './function-registry.ts';
import type { Invocation } from './invocation.ts';
import { createInvoke } from './invoke-operation.ts';
import { lambdaRequirements } from './lambda-requirements.ts';
import type { InvokingSource } from './resource-policy.ts';
import { createInvocationRunner } from './run-invocation.ts';

/** An event that another service brings: SNS, EventBridge, a schedule. */
export interface ServiceEvent {
  readonly source: InvokingSource;
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
  /**
   * Takes an event of a service, as an asynchronous invocation. The reason when it is refused:
   * no such function, no permission, or a durable function without a qualifier.
   */
  deliver(event: ServiceEvent): string | undefined;
}

export function createLambda(
  surroundings: LambdaSurroundings,
  deliverToDestination: DeliverToDestination,
): SimulatedLambda {
  const { world, region } = surroundings;
  const functions = createFunctionRegistry({ region, accountId: world.accountId });
  const pool = createEnvironmentPool();
  const runner = createInvocationRunner(surroundings, pool);
  const asyncInvocations = createAsyncInvocations(world, functions, runner, deliverToDestination);
  const executions = createDurableExecutions(world, functions, runner);

  function deliver({ source, functionArn, payload, requestId }: ServiceEvent): string | undefined {
    try {
      const target = functions.resolve(functionArn);
      if (!target.fn.policy.allows(source, target.qualifier)) {
        return `${source.servicePrincipal} is not authorized to perform: lambda:InvokeFunction on resource: ${target.arn} because no resource-based policy allows the lambda:InvokeFunction action for ${source.sourceArn}`;
      }
      if (target.version.settings.durable) {
        refuseUnqualified(target);
        executions.start(target, payload);
      } else {
        asyncInvocations.accept({ target: target.arn, payload, requestId });
      }
      return undefined;
    } catch (thrown) {
      return (thrown as Error).message;
    }
  }

  return {
    functions,
    executions,
    pool,
    invocations: runner.invocations,
    deliver,
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
