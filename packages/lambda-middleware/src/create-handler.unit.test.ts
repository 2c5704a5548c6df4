import { createVirtualClock } from '@understudy/clock';
import { RetryableError, TerminalError } from '@understudy/errors';
import { createHandler, type HandlerOptions, type InvocationContext } from './create-handler.ts';
import type { Log } from './log.ts';
import type { Measures } from './meter.ts';

interface Result {
  readonly outcome: string;
  readonly reason: string;
}

type Options = HandlerOptions<string, Result, InvocationContext>;

function recordingLog(lines: unknown[][], always: object = {}): Log {
  const write = (level: string) => (message: string, fields?: object) =>
    void lines.push([level, message, { ...always, ...fields }]);
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => recordingLog(lines, { ...always, ...fields }),
  };
}

function setUp(options: Partial<Options> = {}) {
  const clock = createVirtualClock(0);
  const lines: unknown[][] = [];
  const counted: Measures[] = [];
  const handler = createHandler<string, Result, InvocationContext>({
    service: 'alarm-router',
    clock,
    parse(event) {
      if (typeof event === 'string') return event;
      throw new TerminalError('InputRefused', 'expected a string', { fields: { found: 'number' } });
    },
    handle: async (input) => ({ outcome: 'completed', reason: input }),
    log: recordingLog(lines),
    meter: { count: (measures) => counted.push(measures) },
    ...options,
  });
  return {
    clock,
    lines,
    counted,
    handler: (event: unknown) => handler(event, { awsRequestId: 'r-1' }),
  };
}

describe('the handler', () => {
  it('parses, handles, counts and answers', async () => {
    const { handler, counted, clock } = setUp({
      handle: async (input) => {
        await clock.advanceTo(2_500);
        return { outcome: 'held', reason: input };
      },
    });

    const answer = await handler('cool-down');

    expect(answer).toEqual({ outcome: 'held', reason: 'cool-down' });
    expect(counted).toEqual([{ durationSeconds: 2.5, outcome: 'held', reason: 'cool-down' }]);
  });

  it('answers a mistake of the input with a refusal, at WARN, and keeps what came', async () => {
    const kept: unknown[] = [];
    const { handler, counted, lines } = setUp({
      onRefused: async (refusal, event) => void kept.push(refusal, event),
    });

    const answer = await handler(42);

    const refusal = { outcome: 'refused', reason: 'InputRefused', sentence: 'expected a string' };
    expect(answer).toEqual(refusal);
    expect(kept).toEqual([refusal, 42]);
    expect(counted).toEqual([expect.objectContaining({ outcome: 'refused', refusedMessages: 1 })]);
    expect(lines.map(([level]) => level)).toEqual(['warn', 'info']);
  });

  it('fails when what was refused cannot be kept, so that it comes again', async () => {
    const { handler } = setUp({
      onRefused: () => Promise.reject(new RetryableError('NoAnswer', 'the queue is silent')),
    });

    await expect(handler(42)).rejects.toMatchObject({ code: 'NoAnswer' });
  });

  it('takes the codes that it is told for mistakes of an order', async () => {
    const { handler, lines } = setUp({
      handle: () => Promise.reject(new TerminalError('EpochPassed', 'expected epoch 4, found 5')),
      refusedCodes: ['EpochPassed'],
    });

    const answer = await handler('run');

    expect(answer).toMatchObject({ outcome: 'refused', reason: 'EpochPassed' });
    expect(lines.some(([level]) => level === 'error')).toBe(false);
  });

  it.each([
    ['an error of ours', new TerminalError('Forbidden', 'no'), 'Forbidden'],
    ['a retryable one', new RetryableError('Throttled', 'later'), 'Throttled'],
    ['a bug', new TypeError('undefined is not a function'), 'TypeError'],
  ])('is loud about %s and lets it through', async (_, failure, reason) => {
    const { handler, counted, lines } = setUp({ handle: () => Promise.reject(failure) });

    await expect(handler('run')).rejects.toBe(failure);

    expect(counted).toEqual([{ durationSeconds: 0, outcome: 'failed', reason }]);
    expect(lines[0]).toEqual([
      'error',
      'failed',
      expect.objectContaining({ failure: expect.objectContaining({ code: reason }) }),
    ]);
  });

  it('is loud about a bug in the parser too', async () => {
    const { handler, counted } = setUp({
      parse: () => {
        throw new TypeError('a bug');
      },
    });

    await expect(handler('run')).rejects.toThrow('a bug');
    expect(counted).toEqual([expect.objectContaining({ outcome: 'failed' })]);
  });

  it('counts nothing for an invocation of a durable function that was suspended', async () => {
    const { handler, counted } = setUp({ durable: true, handle: () => new Promise(() => {}) });

    const suspended = handler('run');
    await Promise.race([suspended, new Promise((resolve) => setImmediate(resolve))]);

    expect(counted).toEqual([]);
  });

  it('does not take the time of a durable function’s last invocation for that of the run', async () => {
    const { handler, counted } = setUp({ durable: true });

    await handler('run');

    expect(counted).toEqual([{ outcome: 'completed', reason: 'run' }]);
  });

  it('measures a durable function by what came and what became of it', async () => {
    const { handler, counted } = setUp({
      durable: true,
      measure: ({ outcome }, input) => ({ outcome, durationSeconds: input.length }),
    });

    await handler('run');

    expect(counted).toEqual([{ outcome: 'completed', durationSeconds: 3 }]);
  });

  it('keeps the ids of runs side by side apart', async () => {
    const { handler, lines } = setUp({
      correlationId: (input) => input,
      handle: async (input, _context, log) => {
        await new Promise((resolve) => setImmediate(resolve));
        log.info('handled', { input });
        return { outcome: 'completed', reason: input };
      },
    });

    await Promise.all([handler('alarm-1'), handler('alarm-2')]);

    const handled = lines
      .filter(([, message]) => message === 'handled')
      .map(([, , fields]) => fields);
    expect(handled).toEqual([
      { correlation_id: 'alarm-1', requestId: 'r-1', input: 'alarm-1' },
      { correlation_id: 'alarm-2', requestId: 'r-1', input: 'alarm-2' },
    ]);
  });
});
