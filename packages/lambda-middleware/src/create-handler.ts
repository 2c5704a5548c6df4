import middy, { type MiddlewareObj, type Request } from '@middy/core';
import { toErrorRecord } from '@understudy/errors';
import type { Clock } from '@understudy/clock';
import type { Context as LambdaContext } from 'aws-lambda';
import { createLog, type Log } from './log.ts';
import { createMeter, type Measures, type Meter } from './meter.ts';
import { isMistake, toRefusal, type Refusal } from './refusal.ts';

/** What every context of an invocation says, Lambda's or a durable workflow's. */
export interface InvocationContext {
  readonly awsRequestId: string;
}

export interface HandlerOptions<Input, Result, Context extends InvocationContext> {
  readonly service: string;
  readonly clock: Pick<Clock, 'now'>;
  /** Checks what came; a terminal error says expected and found, and becomes a refusal. */
  readonly parse: (event: unknown) => Input;
  readonly handle: (input: Input, context: Context, log: Log) => Promise<Result>;
  /** Terminal errors of `handle` with these codes are the caller's mistakes too. */
  readonly refusedCodes?: readonly string[];
  /** Keeps what was refused; when this fails, so does the invocation, and the event comes again. */
  readonly onRefused?: (refusal: Refusal, event: unknown) => Promise<void>;
  /** The id that ties this run to what set it off. Default: the id of the request. */
  readonly correlationId?: (input: Input) => string | undefined;
  /** What the end of a run is counted by. Default: its `outcome` and `reason`. */
  readonly measure?: (result: Result, input: Input) => Measures;
  /** The body of a durable function: suspended and replayed, so its own time says nothing. */
  readonly durable?: boolean;
  readonly log?: Log;
  readonly meter?: Meter;
}

export type Handler<Result, Context extends InvocationContext> = (
  event: unknown,
  context: Context,
) => Promise<Result | Refusal>;

/** What the middleware of one request tell each other. */
interface Passing {
  log?: Log;
  startedAtMilliseconds?: number;
  event?: unknown;
  parsed?: boolean;
  [name: string]: unknown;
}

/**
 * The one chain of every function: log, parse, handle, count. `before` runs again at each replay of
 * a durable execution and `after` once, at its end: so nothing is counted before the end.
 */
export function createHandler<Input, Result, Context extends InvocationContext>(
  options: HandlerOptions<Input, Result, Context>,
): Handler<Result, Context> {
  const log = options.log ?? createLog(options.service);
  const meter = options.meter ?? createMeter(options.service);
  const logs = new WeakMap<object, Log>();
  // A suspended durable invocation would leave middy's own timer behind; Lambda has a time-out.
  const chain = middy(
    (input: unknown, context: LambdaContext) =>
      options.handle(input as Input, context as unknown as Context, logs.get(context) ?? log),
    { timeoutEarlyInMillis: 0 },
  );
  chain
    .use(counting(options, meter))
    .use(refusing(options))
    .use(parsing(options, log, logs));
  return async (event, context) => {
    // Middy's types know Lambda's context only; ours is handed through untouched.
    const answer: unknown = await chain(event, context as unknown as LambdaContext);
    return answer as Result | Refusal;
  };
}

type Step = MiddlewareObj<unknown, unknown, Error, LambdaContext, Passing>;
type StepRequest = Request<unknown, unknown, Error, LambdaContext, Passing>;

function counting<Input, Result, Context extends InvocationContext>(
  options: HandlerOptions<Input, Result, Context>,
  meter: Meter,
): Step {
  const { clock, durable, measure = measureByDefault } = options;
  const end = ({ internal }: StepRequest, measures: Measures) => {
    const seconds = (clock.now() - (internal.startedAtMilliseconds ?? clock.now())) / 1_000;
    const counted = durable ? measures : { durationSeconds: seconds, ...measures };
    meter.count(counted);
    internal.log?.info('finished', { ...counted });
  };
  return {
    before: ({ internal, event }) => {
      internal.startedAtMilliseconds = clock.now();
      internal.event = event;
    },
    after: (request) => end(request, measure(request.response as Result, request.event as Input)),
    onError: (request) => {
      const refusal = request.response as Refusal | undefined;
      if (refusal) return end(request, { ...refusal, refusedMessages: 1 });
      const record = toErrorRecord(request.error);
      request.internal.log?.error('failed', { failure: record });
      end(request, { outcome: 'failed', reason: record.code });
    },
  };
}

/** Runs before `counting` sees an error, so that a mistake is a refusal by then. */
function refusing<Input, Result, Context extends InvocationContext>(
  options: HandlerOptions<Input, Result, Context>,
): Step {
  return {
    onError: async (request) => {
      const { error, internal } = request;
      if (!isMistake(error)) return;
      if (internal.parsed && !(options.refusedCodes ?? []).includes(error.code)) return;
      const refusal = toRefusal(error);
      internal.log?.warn('refused', { refusal, fields: error.fields });
      await options.onRefused?.(refusal, internal.event);
      request.response = refusal;
    },
  };
}

function parsing<Input, Result, Context extends InvocationContext>(
  options: HandlerOptions<Input, Result, Context>,
  log: Log,
  logs: WeakMap<object, Log>,
): Step {
  return {
    before: (request) => {
      const { internal, context } = request;
      const requestId = context.awsRequestId;
      internal.log = log.with({ correlation_id: requestId, requestId });
      const input = options.parse(request.event);
      const correlation = options.correlationId?.(input) ?? requestId;
      internal.log = log.with({ correlation_id: correlation, requestId });
      internal.parsed = true;
      logs.set(context, internal.log);
      request.event = input;
    },
  };
}

function measureByDefault(result: unknown): Measures {
  const said = typeof result === 'object' && result !== null ? result : {};
  const outcome: unknown = Reflect.get(said, 'outcome');
  const reason: unknown = Reflect.get(said, 'reason');
  return {
    outcome: typeof outcome === 'string' ? outcome : 'completed',
    ...(typeof reason === 'string' ? { reason } : {}),
  };
}
