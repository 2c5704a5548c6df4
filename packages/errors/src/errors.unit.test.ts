import {
  fromErrorRecord,
  hasCode,
  isUnderstudyError,
  RetryableError,
  TerminalError,
  toErrorRecord,
} from './index.ts';

describe('errors', () => {
  it('survive a journal with code, message, fields and whether a retry helps', () => {
    const thrown = new RetryableError('Throttled', 'expected an answer, found a limit', {
      fields: { requestId: 'r-1' },
    });

    const again = fromErrorRecord(
      JSON.parse(JSON.stringify(toErrorRecord(thrown))) as ReturnType<typeof toErrorRecord>,
    );

    expect(again).toMatchObject({
      name: 'Throttled',
      code: 'Throttled',
      retryable: true,
      fields: { requestId: 'r-1' },
    });
    expect(again.message).toBe('expected an answer, found a limit');
  });

  it('keep what caused them', () => {
    const cause = new TypeError('no such property');

    const thrown = new TerminalError('Invalid', 'expected a name', { cause });

    expect(thrown.cause).toBe(cause);
    expect(thrown.retryable).toBe(false);
  });

  it.each([
    ['an error of ours', new TerminalError('LeaseLost', 'lost'), true],
    [
      'an error of another copy of the class',
      Object.assign(new Error('x'), { code: 'LeaseLost', retryable: false }),
      true,
    ],
    [
      "a system's error, which has a code and no retryable",
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      false,
    ],
    ['a string', 'LeaseLost', false],
    ['nothing', undefined, false],
  ])('are known by shape: %s', (_what, thrown, ours) => {
    expect(isUnderstudyError(thrown)).toBe(ours);
    expect(hasCode(thrown, 'LeaseLost')).toBe(ours);
  });

  it.each([
    ['a foreign error', new TypeError('bad'), 'TypeError', 'bad'],
    ['a string', 'bad', 'UnknownError', 'bad'],
    ['null', null, 'UnknownError', 'null'],
  ])('are made of whatever was thrown: %s', (_what, thrown, code, message) => {
    expect(toErrorRecord(thrown)).toEqual({ code, message, retryable: false, fields: {} });
  });

  it('bound a message, so that a timeline entry stays small', () => {
    const record = toErrorRecord(new TerminalError('Long', 'x'.repeat(10_000)));

    expect(record.message).toHaveLength(2_001);
    expect(record.message.endsWith('…')).toBe(true);
  });
});
