import type {
  CheckpointDurableExecutionCommandInput,
  GetDurableExecutionCommandInput,
  GetDurableExecutionStateCommandInput,
  ListDurableExecutionsByFunctionCommandInput,
  SendDurableExecutionCallbackFailureCommandInput,
  SendDurableExecutionCallbackHeartbeatCommandInput,
  SendDurableExecutionCallbackSuccessCommandInput,
  StopDurableExecutionCommandInput,
} from '@aws-sdk/client-lambda';
import {
  applyUpdates,
  completeCallback,
  currentToken,
  heartbeatCallback,
  parseCallbackId,
  STALE_TOKEN_MESSAGE,
  stopExecution,
  visibleOperations,
  type CheckpointRequest,
  type Execution,
  type JournalRefusal,
  type OutsideEnd,
  type Ruling,
} from '@understudy/workflow';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { OperationOf, World } from '../kernel/world.ts';
import {
  describeExecution,
  describeHistory,
  summarise,
  toApiOperation,
} from './describe-execution.ts';
import type { DurableExecutions } from './durable-executions.ts';
import type { DurableExecution } from './durable-execution.ts';
import type { FunctionRegistry } from './function-registry.ts';

/** The API of durable executions, over the journal's rules. */
export function createDurableOperations(
  world: World,
  registry: FunctionRegistry,
  executions: DurableExecutions,
): Readonly<Record<string, OperationOf>> {
  const find = ({ DurableExecutionArn }: GetDurableExecutionCommandInput): DurableExecution =>
    executions.get(DurableExecutionArn ?? '');
  return {
    CheckpointDurableExecution: (input: CheckpointDurableExecutionCommandInput) =>
      checkpoint(world, executions, find(input), input),
    GetDurableExecutionState: (input: GetDurableExecutionStateCommandInput) => {
      const { journal } = find(input);
      if (input.CheckpointToken !== currentToken(journal)) {
        throw new AwsFault('InvalidParameterValueException', 400, STALE_TOKEN_MESSAGE);
      }
      return executions.pages.page(visibleOperations(journal).map(toApiOperation), input);
    },
    GetDurableExecution: (input: GetDurableExecutionCommandInput) => describeExecution(find(input)),
    GetDurableExecutionHistory: (input: GetDurableExecutionCommandInput) => ({
      Events: describeHistory(find(input)),
    }),
    ListDurableExecutionsByFunction: (input: ListDurableExecutionsByFunctionCommandInput) =>
      list(registry, executions, input),
    StopDurableExecution: (input: StopDurableExecutionCommandInput) => {
      const now = world.clock.now();
      const error = input.Error ?? { ErrorType: 'ExecutionStopped' };
      executions.change(find(input), (journal) => stopExecution(journal, error, now));
      return { StopTimestamp: new Date(now) };
    },
    ...createCallbackOperations(world, executions),
  };
}

function checkpoint(
  world: World,
  executions: DurableExecutions,
  execution: DurableExecution,
  input: CheckpointDurableExecutionCommandInput,
): unknown {
  const request: CheckpointRequest = {
    token: input.CheckpointToken,
    updates: input.Updates ?? [],
  };
  const ruling = applyUpdates(execution.journal, request, world.clock.now());
  if (!ruling.accepted) throw faultOf(ruling.refusal);
  executions.change(execution, () => ruling.execution);
  const { CheckpointToken, NewExecutionState } = ruling.response;
  return {
    CheckpointToken,
    NewExecutionState: { Operations: (NewExecutionState?.Operations ?? []).map(toApiOperation) },
  };
}

function createCallbackOperations(
  world: World,
  executions: DurableExecutions,
): Readonly<Record<string, OperationOf>> {
  function apply(callbackId: string, rule: (journal: Execution, now: number) => Ruling): object {
    const execution = executionOfCallback(executions, callbackId);
    const ruling = rule(execution.journal, world.clock.now());
    if (!ruling.accepted) throw faultOf(ruling.refusal);
    executions.change(execution, () => ruling.execution);
    return {};
  }

  function complete(callbackId = '', end: OutsideEnd): object {
    return apply(callbackId, (journal, now) => completeCallback(journal, callbackId, end, now));
  }

  return {
    SendDurableExecutionCallbackSuccess: ({
      CallbackId,
      Result,
    }: SendDurableExecutionCallbackSuccessCommandInput) =>
      complete(
        CallbackId,
        Result === undefined ? {} : { result: Buffer.from(Result as Uint8Array).toString('utf8') },
      ),
    SendDurableExecutionCallbackFailure: ({
      CallbackId,
      Error: error,
    }: SendDurableExecutionCallbackFailureCommandInput) =>
      complete(CallbackId, { error: error ?? {} }),
    SendDurableExecutionCallbackHeartbeat: ({
      CallbackId = '',
    }: SendDurableExecutionCallbackHeartbeatCommandInput) =>
      apply(CallbackId, (journal, now) => heartbeatCallback(journal, CallbackId, now)),
  };
}

export function executionOfCallback(
  executions: DurableExecutions,
  callbackId: string,
): DurableExecution {
  const parsed = parseCallbackId(callbackId);
  if (parsed) return executions.get(parsed.executionArn);
  throw new AwsFault('InvalidParameterValueException', 400, 'Invalid callback id.');
}

function list(
  registry: FunctionRegistry,
  executions: DurableExecutions,
  input: ListDurableExecutionsByFunctionCommandInput,
): object {
  const { fn } = registry.resolve(input.FunctionName ?? '', input.Qualifier);
  const found = executions
    .all()
    .filter(({ target }) => target.fn.name === fn.name)
    .filter(({ name }) => !input.DurableExecutionName || name === input.DurableExecutionName)
    .filter(({ journal }) => !input.Statuses?.length || input.Statuses.includes(journal.status));
  return { DurableExecutions: found.map(summarise) };
}

function faultOf({ name, statusCode, message }: JournalRefusal): AwsFault {
  return new AwsFault(name, statusCode, message);
}
