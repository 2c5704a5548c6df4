import { createExecution, stopExecution, type Execution } from '@understudy/workflow';

import { AwsFault } from '../kernel/aws-fault.ts';
import type { World } from '../kernel/world.ts';
import { createExecutionDriver } from './drive-execution.ts';
import type { DurableExecution } from './durable-execution.ts';
import type { FunctionRegistry, ResolvedFunction } from './function-registry.ts';
import { createJournalPages, type JournalPages } from './journal-pages.ts';
import type { InvocationRunner } from './run-invocation.ts';

export interface DurableExecutions {
  /** Starts one, or finds the one of this name; throws when its payload was another. */
  start(target: ResolvedFunction, payload: string, name?: string): DurableExecution;
  /** Throws ResourceNotFoundException. */
  get(executionArn: string): DurableExecution;
  all(): readonly DurableExecution[];
  /** Applies a rule to the journal, then does what follows from it. */
  change(execution: DurableExecution, rule: (journal: Execution) => Execution): void;
  /** Ends it as a person would; what runs goes on and can journal nothing any more. */
  stop(executionArn: string): void;
  /** The service knows nothing of it any more, as after its retention. */
  forget(executionArn: string): void;
  /** How much of a journal is handed over at once. */
  readonly pages: JournalPages;
  /** A fault: a second invocation while one may be under way. */
  invokeAgain(executionArn: string): void;
}

const MILLISECONDS_PER_DAY = 86_400_000;
const EXECUTION_NAME = /^[a-zA-Z0-9-_]{1,64}$/;

export function createDurableExecutions(
  world: World,
  registry: FunctionRegistry,
  runner: InvocationRunner,
): DurableExecutions {
  const executions = new Map<string, DurableExecution>();
  const pages = createJournalPages();
  const driver = createExecutionDriver(world, registry, runner, {
    pages,
    startCalled: (target, payload) => start(target, payload),
    onEnd: (execution) => {
      const days = execution.target.version.settings.durable?.retentionDays ?? 0;
      const until = world.clock.now() + days * MILLISECONDS_PER_DAY;
      world.clock.schedule(until, () => executions.delete(execution.arn));
    },
  });

  function start(
    target: ResolvedFunction,
    payload: string,
    name: string = world.random.hex(32),
  ): DurableExecution {
    if (!EXECUTION_NAME.test(name)) throw invalidName(name);
    const known = [...executions.values()].find(
      (execution) => execution.name === name && isSame(execution.target, target),
    );
    if (known) {
      if (known.payload !== payload) throw alreadyStarted(known);
      return known;
    }
    const execution = createDurableExecution(world, registry, target, payload, name);
    executions.set(execution.arn, execution);
    driver.begin(execution);
    return execution;
  }

  function get(executionArn: string): DurableExecution {
    const execution = executions.get(executionArn);
    if (execution) return execution;
    throw new AwsFault(
      'ResourceNotFoundException',
      404,
      `Durable execution not found: ${executionArn}`,
    );
  }

  return {
    start,
    get,
    all: () => [...executions.values()],
    pages,
    change: driver.change,
    stop(executionArn) {
      const error = { ErrorType: 'ExecutionStopped', ErrorMessage: 'Execution stopped' };
      const now = world.clock.now();
      driver.change(get(executionArn), (journal) => stopExecution(journal, error, now));
    },
    forget: (executionArn) => void executions.delete(executionArn),
    invokeAgain: (executionArn) => driver.invoke(get(executionArn)),
  };
}

/** Names are unique per function, whatever version or alias started it (believed). */
function isSame(one: ResolvedFunction, other: ResolvedFunction): boolean {
  return one.fn.name === other.fn.name;
}

function createDurableExecution(
  world: World,
  registry: FunctionRegistry,
  target: ResolvedFunction,
  payload: string,
  name: string,
): DurableExecution {
  const { version } = target;
  const functionArn = registry.arnOf({ name: target.fn.name, qualifier: version.version });
  const arn = `${functionArn}/durable-execution/${name}/${world.random.hex(32)}`;
  const { promise: ended, resolve: settle } = Promise.withResolvers<void>();
  return {
    arn,
    name,
    target,
    payload,
    journal: createExecution(arn, payload, world.clock.now()),
    underWay: 0,
    failures: 0,
    called: new Set(),
    ended,
    settle,
  };
}

function invalidName(name: string): AwsFault {
  return new AwsFault(
    'InvalidParameterValueException',
    400,
    `Expected a durable execution name of 1 to 64 letters, digits, - and _, found ${name}.`,
  );
}

function alreadyStarted({ name, arn }: DurableExecution): AwsFault {
  return new AwsFault(
    'DurableExecutionAlreadyStartedException',
    409,
    `Durable execution ${name} has already started with a different payload: ${arn}`,
  );
}

/** Unqualified invocations of durable functions are refused in these words by AWS. */
export function refuseUnqualified(target: ResolvedFunction): void {
  if (target.qualifier !== undefined) return;
  throw new AwsFault(
    'InvalidParameterValueException',
    400,
    'You cannot invoke a durable function using an unqualified ARN.',
  );
}
