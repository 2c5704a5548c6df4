import type { Clock } from '@understudy/clock';
import type { DeserializeMiddleware, MiddlewareStack } from '@smithy/types';
import { TerminalError } from '@understudy/errors';

/** More than this no healthy machine drifts: something is wrong with its clock, or on the way. */
export const SKEW_SECONDS_MAX = 30;

/** The time as AWS tells it in its answers, for deadlines that other machines compare (rule 14). */
export interface AwsClock extends Clock {
  /** Learns from one `Date` header: received now, by the machine's clock. */
  learn(dateHeader: string): void;
  /** How far AWS's clock is ahead of the machine's; 0 before any answer. */
  skewMilliseconds(): number;
}

export function createAwsClock(options: {
  readonly clock: Clock;
  readonly limitSeconds?: number;
}): AwsClock {
  const { clock, limitSeconds = SKEW_SECONDS_MAX } = options;
  let skew = 0;
  return {
    now() {
      assertWithin(skew, limitSeconds);
      return clock.now() + skew;
    },
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    learn(dateHeader) {
      const told = Date.parse(dateHeader);
      if (Number.isNaN(told)) return;
      // The header has whole seconds: half of one is the best guess of what it leaves out, and a
      // difference below that says nothing.
      const difference = told + 500 - clock.now();
      skew = Math.abs(difference) <= 1_000 ? 0 : difference;
    },
    skewMilliseconds: () => skew,
  };
}

/** Lets a clock learn from every answer of a client, refusals included. */
export function observeDate<Input extends object, Output extends object>(
  client: { readonly middlewareStack: MiddlewareStack<Input, Output> },
  clock: Pick<AwsClock, 'learn'>,
): void {
  const middleware: DeserializeMiddleware<Input, Output> = (next) => async (args) => {
    const result = await next(args);
    const date = dateOf(result.response);
    if (date !== undefined) clock.learn(date);
    return result;
  };
  // The last before the handler: it sees the raw answer before anything makes an error of it.
  client.middlewareStack.add(middleware, {
    step: 'deserialize',
    priority: 'low',
    name: 'observeDate',
    override: true,
  });
}

function dateOf(response: unknown): string | undefined {
  if (typeof response !== 'object' || response === null) return undefined;
  const headers: unknown = Reflect.get(response, 'headers');
  if (typeof headers !== 'object' || headers === null) return undefined;
  const date: unknown = Reflect.get(headers, 'date');
  return typeof date === 'string' ? date : undefined;
}

function assertWithin(skewMilliseconds: number, limitSeconds: number): void {
  const seconds = Math.round(skewMilliseconds / 1_000);
  if (Math.abs(skewMilliseconds) <= limitSeconds * 1_000) return;
  throw new TerminalError(
    'ClockSkew',
    `Expected this machine's clock within ${limitSeconds} s of AWS's, found ${seconds} s. ` +
      'Set the clock, then try again.',
    { fields: { skewSeconds: seconds, limitSeconds } },
  );
}
