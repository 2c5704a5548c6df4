import { TerminalError, toErrorRecord } from '@understudy/errors';
import { hadNoEffect, mapAwsError } from './map-aws-error.ts';

function awsError(name: string, status?: number, extra: object = {}): Error {
  const error = Object.assign(new Error('AWS says so'), extra, {
    $metadata: { ...(status ? { httpStatusCode: status } : {}), requestId: 'r-1', attempts: 2 },
  });
  error.name = name;
  return error;
}

const about = { service: 'ec2', operation: 'StartInstances', region: 'eu-west-1' };

describe('mapAwsError', () => {
  it.each([
    ['RequestLimitExceeded', 503, 'Throttled', true],
    ['Throttling', 400, 'Throttled', true],
    ['ThrottlingException', 400, 'Throttled', true],
    ['TooManyRequestsException', 429, 'Throttled', true],
    ['EC2ThrottledException', 502, 'Throttled', true],
    ['Unheard', 429, 'Throttled', true],
    ['InsufficientInstanceCapacity', 500, 'CapacityRefused', false],
    ['InsufficientHostCapacity', 400, 'CapacityRefused', false],
    ['UnauthorizedOperation', 403, 'Forbidden', false],
    ['AccessDenied', 403, 'Forbidden', false],
    ['AccessDeniedException', 400, 'Forbidden', false],
    ['AuthorizationError', 403, 'Forbidden', false],
    ['ExpiredToken', 400, 'Forbidden', false],
    ['Unheard', 403, 'Forbidden', false],
    ['RequestExpired', 400, 'ClockSkew', true],
    ['IncorrectInstanceState', 400, 'WrongState', false],
    ['IncorrectState', 400, 'WrongState', false],
    ['InvalidInstanceID.NotFound', 400, 'NotFound', false],
    ['TargetGroupNotFound', 400, 'NotFound', false],
    ['ResourceNotFoundException', 404, 'NotFound', false],
    ['NoSuchHostedZone', 404, 'NotFound', false],
    ['OperationNotPermitted', 400, 'Refused', false],
    ['VcpuLimitExceeded', 400, 'Refused', false],
    ['ValidationError', 400, 'Refused', false],
  ])(
    'takes %s with status %i as %s, of a read and of a change',
    (name, status, code, retryable) => {
      const thrown = awsError(name, status);

      const mapped = [false, true].map((change) => mapAwsError(thrown, { ...about, change }));

      expect(mapped.map((one) => [one.code, one.retryable])).toEqual([
        [code, retryable],
        [code, retryable],
      ]);
      expect(mapped.map(hadNoEffect)).toEqual([true, true]);
    },
  );

  it.each([
    ['a 500', awsError('InternalError', 500), 'ServiceFailed'],
    ['a 503', awsError('Unavailable', 503), 'ServiceFailed'],
    ['a 408', awsError('RequestTimeout', 408), 'NoAnswer'],
    ['a time-out', awsError('TimeoutError'), 'NoAnswer'],
    ['an abort', awsError('AbortError'), 'NoAnswer'],
    ['a lost connection', awsError('Error', undefined, { code: 'ECONNRESET' }), 'NoAnswer'],
    ['an answer that cannot be read', awsError('SyntaxError', 200), 'NoAnswer'],
    ['what is no error at all', 'boom', 'NoAnswer'],
  ])(
    'leaves the outcome of a change unknown after %s; a read may be repeated',
    (_, thrown, code) => {
      const read = mapAwsError(thrown, { ...about, change: false });
      const change = mapAwsError(thrown, { ...about, change: true, sent: true });

      expect([read.code, read.retryable]).toEqual([code, true]);
      expect([change.code, change.retryable]).toEqual(['OutcomeUnknown', false]);
      expect(hadNoEffect(change)).toBe(false);
    },
  );

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
    'knows that a change had no effect when %s says that there was no connection',
    (code) => {
      const mapped = mapAwsError(awsError('Error', undefined, { code }), {
        ...about,
        change: true,
        sent: true,
      });

      expect([mapped.code, hadNoEffect(mapped)]).toEqual(['Unreachable', true]);
    },
  );

  it('knows that a change had no effect when it failed before the wire', () => {
    const mapped = mapAwsError(awsError('AbortError'), { ...about, change: true, sent: false });

    expect([mapped.code, hadNoEffect(mapped)]).toEqual(['NotSent', true]);
  });

  it('names call, region and request, and leaves out the sealed part of a refusal', () => {
    const thrown = awsError('UnauthorizedOperation', 403);
    thrown.message = 'You may not. Encoded authorization failure message: c2VjcmV0';

    const record = toErrorRecord(mapAwsError(thrown, { ...about, change: true }));

    expect(record.fields).toEqual({
      ...about,
      awsCode: 'UnauthorizedOperation',
      status: 403,
      requestId: 'r-1',
      attempts: 2,
    });
    expect(record.message).toContain('ec2:StartInstances: expected success, found Forbidden');
    expect(record.message).not.toContain('c2VjcmV0');
  });

  it('passes our own errors on as they are', () => {
    const ours = new TerminalError('SendByPassed', 'too late');

    expect(mapAwsError(ours, { ...about, change: true })).toBe(ours);
  });

  it.each(['NoPermit', 'SendByPassed'])('counts %s as never sent', (code) => {
    expect(hadNoEffect(new TerminalError(code, 'refused by the guard'))).toBe(true);
  });

  it('counts an error that it does not know as one that leaves doubt', () => {
    expect(hadNoEffect(new TerminalError('FunctionFailed', 'who knows'))).toBe(false);
    expect(hadNoEffect(new TypeError('a bug'))).toBe(false);
  });
});
