import {
  advance,
  completeInvoke,
  dueAt,
  finishInvocation,
  openCalls,
  startInvocation,
  stopExecution,
  wantsInvocation,
  type Execution,
  type OutsideEnd,
} from '@understudy/workflow';

import { AwsFault } from '../kernel/aws-fault.ts';
import { scheduleIn } from '../kernel/schedule-in.ts';
import type { World } from '../kernel/world.ts';
import type { DurableExecution } from './durable-execution.ts';
import { principalOf } from './function-principal.ts';
import { parseFunctionReference } from './function-reference.ts';
import type { FunctionRegistry, ResolvedFunction } from './function-registry.ts';
import type { FunctionError, InvocationResult } from './invocation.ts';
import type { JournalPages } from './journal-pages.ts';
import type { InvocationRunner } from './run-invocation.ts';

/** An invocation that ended in an error is repeated after 1 s, then 2 s, 4 s … (believed). */
const FAILURE_DELAY_SECONDS_MIN = 1;
const FAILURE_DELAY_SECONDS_MAX = 60;

export interface ExecutionDriver {
  /** Starts the first invocation and the execution's own time-out. */
  begin(execution: DurableExecution): void;
  readonly change: (execution: DurableExecution, rule: (journal: Execution) => Execution) => void;
  /** Starts an invocation now, whatever else is under way. */
  invoke(execution: DurableExecution): void;
}

export interface DriverSurroundings {
  readonly pages: JournalPages;
  /** A durable function called by an execution is an execution of its own. */
  startCalled(target: ResolvedFunction, payload: string): DurableExecution;
  onEnd(execution: DurableExecution): void;
}

/** What the service does between invocations: it looks at the journal and does what is due. */
export function createExecutionDriver(
  world: World,
  registry: FunctionRegistry,
  runner: InvocationRunner,
  surroundings: DriverSurroundings,
): ExecutionDriver {
  const { clock } = world;
  const alarms = createAlarms(world, registry.region);
  const carryOut = createCallCarrier(world, registry, runner, surroundings, change);

  function begin(execution: DurableExecution): void {
    const { durable } = execution.target.version.settings;
    const limit = (durable?.executionTimeoutSeconds ?? 0) * 1_000;
    clock.schedule(clock.now() + limit, () =>
      change(execution, (journal) => timeOut(journal, clock.now())),
    );
    wake(execution, clock.now() + world.latencies.delivery());
  }

  function change(execution: DurableExecution, rule: (journal: Execution) => Execution): void {
    const before = execution.journal;
    execution.journal = rule(before);
    if (before.status === 'RUNNING' && execution.journal.status !== 'RUNNING') {
      alarms.silence(execution);
      execution.settle();
      surroundings.onEnd(execution);
    }
    look(execution);
  }

  /** The one decision: what does this execution wait for? */
  function look(execution: DurableExecution): void {
    const { journal } = execution;
    if (journal.status !== 'RUNNING') return;
    for (const call of openCalls(journal)) carryOut(execution, call);
    if (execution.underWay > 0 || journal.turn === 0) return;
    if (wantsInvocation(journal)) return wake(execution, clock.now() + world.latencies.resume());
    const due = dueAt(journal);
    if (due === undefined) return;
    alarms.set(execution, due, () => change(execution, (present) => advance(present, clock.now())));
  }

  function wake(execution: DurableExecution, at: number): void {
    alarms.set(execution, at, () => {
      if (execution.underWay === 0 && execution.journal.status === 'RUNNING') invoke(execution);
    });
  }

  function invoke(execution: DurableExecution): void {
    const { turn, finished } = startTurn(runner, surroundings.pages, execution, clock.now());
    void finished.then((result) => onFinished(execution, turn, result));
  }

  function onFinished(execution: DurableExecution, turn: number, result: InvocationResult): void {
    execution.underWay--;
    if (result.outcome === 'failed') {
      execution.failures++;
    } else {
      if (turn === execution.journal.turn) execution.failures = 0;
      const output = JSON.parse(result.payload ?? '{}') as Parameters<typeof finishInvocation>[2];
      change(execution, (journal) => finishInvocation(journal, turn, output, clock.now()));
    }
    if (isToRetry(execution)) wake(execution, clock.now() + failureDelay(execution.failures));
  }

  return { begin, change, invoke };
}

/** One alarm per execution: the next thing to do. */
interface Alarms {
  set(execution: DurableExecution, atMilliseconds: number, task: () => void): void;
  silence(execution: DurableExecution): void;
}

function createAlarms(world: World, region: string): Alarms {
  const cancels = new WeakMap<DurableExecution, () => void>();
  const silence = (execution: DurableExecution): void => cancels.get(execution)?.();
  return {
    silence,
    set(execution, atMilliseconds, task) {
      silence(execution);
      const inMs = atMilliseconds - world.clock.now();
      cancels.set(execution, scheduleIn(world, region, inMs, task));
    },
  };
}

/** A new turn: the tokens of the ones before are stale from here on. */
function startTurn(
  runner: InvocationRunner,
  pages: JournalPages,
  execution: DurableExecution,
  now: number,
): { readonly turn: number; readonly finished: Promise<InvocationResult> } {
  const { target, arn } = execution;
  const { execution: journal, event } = startInvocation(execution.journal, now);
  const InitialExecutionState = pages.page(event.InitialExecutionState.Operations ?? []);
  execution.journal = journal;
  execution.underWay++;
  const { finished } = runner.start({
    version: target.version,
    invokedArn: target.arn,
    payload: JSON.stringify({ ...event, InitialExecutionState }),
    executionArn: arn,
  });
  return { turn: journal.turn, finished };
}

/** Until the execution's own time-out, which is what bounds it. */
function isToRetry({ journal, underWay, failures }: DurableExecution): boolean {
  return journal.status === 'RUNNING' && underWay === 0 && failures > 0;
}

function failureDelay(failures: number): number {
  const seconds = FAILURE_DELAY_SECONDS_MIN * 2 ** (failures - 1);
  return Math.min(seconds, FAILURE_DELAY_SECONDS_MAX) * 1_000;
}

type Call = ReturnType<typeof openCalls>[number];

/** Carries out what an execution calls: other functions, durable or not. */
function createCallCarrier(
  world: World,
  registry: FunctionRegistry,
  runner: InvocationRunner,
  surroundings: DriverSurroundings,
  change: ExecutionDriver['change'],
): (execution: DurableExecution, call: Call) => void {
  async function run(
    caller: DurableExecution,
    { functionName, payload = 'null' }: Call,
  ): Promise<OutsideEnd> {
    try {
      assertMayInvoke(world, registry, caller, functionName);
      const target = registry.resolve(functionName);
      if (target.version.settings.durable) {
        const called = surroundings.startCalled(target, payload);
        await called.ended;
        return endOf(called.journal);
      }
      await world.clock.sleep(world.latencies.delivery());
      const { version, arn } = target;
      return outsideEnd(await runner.start({ version, invokedArn: arn, payload }).finished);
    } catch (thrown) {
      const { name, message } = thrown as Error;
      return { error: { ErrorType: name, ErrorMessage: message } };
    }
  }

  return (execution, call) => {
    if (execution.called.has(call.operationId)) return;
    execution.called.add(call.operationId);
    void run(execution, call).then((end) =>
      change(execution, (journal) =>
        completeInvoke(journal, call.operationId, end, world.clock.now()),
      ),
    );
  };
}

/**
 * Lambda calls on the execution's behalf: the role of the function that calls is asked, for the ARN as
 * the call names it; what it may not call fails that call, not the execution [believed, both].
 */
function assertMayInvoke(
  world: World,
  registry: FunctionRegistry,
  { target }: DurableExecution,
  functionName: string,
): void {
  const resource = registry.arnOf(parseFunctionReference(functionName));
  const refusal = world.authorizer(principalOf(target.version.settings), {
    action: 'lambda:InvokeFunction',
    resource,
    conditionKeys: {},
  });
  if (refusal !== undefined) throw new AwsFault('AccessDeniedException', 403, refusal);
}

function outsideEnd(result: InvocationResult): OutsideEnd {
  if (result.outcome === 'failed') return { error: errorObject(result.error) };
  return result.payload === undefined ? {} : { result: result.payload };
}

function endOf(journal: Execution): OutsideEnd {
  if (journal.status !== 'SUCCEEDED') return { error: journal.error ?? {} };
  return journal.result === undefined ? {} : { result: journal.result };
}

function errorObject({ errorType, errorMessage, trace }: FunctionError) {
  return {
    ErrorType: errorType,
    ErrorMessage: errorMessage,
    ...(trace ? { StackTrace: [...trace] } : {}),
  };
}

function timeOut(journal: Execution, now: number): Execution {
  if (journal.status !== 'RUNNING') return journal;
  const error = { ErrorType: 'ExecutionTimedOut', ErrorMessage: 'Execution timed out' };
  return { ...stopExecution(journal, error, now), status: 'TIMED_OUT' };
}
