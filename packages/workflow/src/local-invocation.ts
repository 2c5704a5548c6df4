import type {
  DurableExecutionInvocationOutput,
  DurableLambdaHandler,
} from '@aws/durable-execution-sdk-js';
import type { Scheduler } from '@understudy/clock';
import { TerminalError } from '@understudy/errors';
import { finishInvocation, startInvocation } from './journal/invocation-rules.ts';
import type { Journal } from './journal/journal.ts';

interface InvocationSetting {
  readonly handler: DurableLambdaHandler;
  readonly journal: Journal;
  readonly scheduler: Scheduler;
  readonly executionArn: string;
}

type LambdaContext = Parameters<DurableLambdaHandler>[1];

const DIED = Symbol('died');

/** Why the deadline's timer is taken back; made once, as errors are dear by the thousand. */
const ANSWERED = new TerminalError('InvocationAnswered', 'the invocation has answered in time');

/**
 * One invocation from start to answer. It dies when its handler throws or its time runs out; what
 * of it still runs then holds a stale token and can journal nothing.
 */
export async function invokeOnce(
  setting: InvocationSetting,
  seconds: number,
): Promise<'answered' | 'died'> {
  const { handler, journal, scheduler, executionArn } = setting;
  const { event, turn } = await journal.change(executionArn, (before) => {
    const started = startInvocation(before, scheduler.now());
    return {
      execution: started.execution,
      answer: { event: started.event, turn: started.execution.turn },
    };
  });
  const context = createContext(scheduler, executionArn, turn, seconds);
  const timer = new AbortController();
  const output = await Promise.race([
    handler(event, context).catch((): typeof DIED => DIED),
    scheduler.sleep(seconds * 1_000, timer.signal).then(
      (): typeof DIED => DIED,
      (): typeof DIED => DIED,
    ),
  ]);
  timer.abort(ANSWERED);
  if (output === DIED) return 'died';
  await finish(setting, turn, output);
  return 'answered';
}

function finish(
  { journal, scheduler, executionArn }: InvocationSetting,
  turn: number,
  output: DurableExecutionInvocationOutput,
): Promise<void> {
  return journal.change(executionArn, (before) => ({
    execution: finishInvocation(before, turn, output, scheduler.now()),
    answer: undefined,
  }));
}

/** What Lambda passes beside the event, as far as it means something here. */
function createContext(
  scheduler: Scheduler,
  executionArn: string,
  turn: number,
  seconds: number,
): LambdaContext {
  const deadline = scheduler.now() + seconds * 1_000;
  const functionArn = executionArn.split('/durable-execution/')[0] ?? executionArn;
  return {
    awsRequestId: `local-${turn}`,
    functionName: 'local',
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '0',
    logGroupName: 'local',
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - scheduler.now()),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
