import { refusedMessage } from './refused-message.ts';

/** SQS takes no more, and no other characters. */
const QUEUE_BYTES_MAX = 256 * 1024;
const QUEUE_TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

function kept(event: unknown): string {
  return refusedMessage({ source: 'event', expected: 'an alarm', found: 'this', event });
}

describe('refusedMessage', () => {
  it('keeps why a message was refused, and the message', () => {
    expect(JSON.parse(kept({ hello: 'world' }))).toEqual({
      source: 'event',
      expected: 'an alarm',
      found: 'this',
      message: '{"hello":"world"}',
    });
  });

  it.each([
    ['characters of three bytes', '€'.repeat(300_000)],
    ['characters that are escaped twice', '"'.repeat(300_000)],
    ['control characters', '\u0000'.repeat(300_000)],
    ['emoji', '🔥'.repeat(300_000)],
    ['half an emoji', '\ud83d'.repeat(300_000)],
    ['characters that no queue takes', '\uffff\ufffe'.repeat(300_000)],
  ])('fits into a queue whatever it is made of: %s', (_what, text) => {
    const body = kept({ text });

    expect(Buffer.byteLength(body)).toBeLessThan(QUEUE_BYTES_MAX);
    expect(body).toMatch(QUEUE_TEXT);
    expect(() => JSON.parse(body) as unknown).not.toThrow();
  });

  it('cuts what is nested deeper than the stack', () => {
    let deep: unknown = 'core';
    for (let level = 0; level < 100_000; level++) deep = [deep];

    expect(kept({ deep })).toContain('…');
  });

  it('keeps that nothing came', () => {
    expect(JSON.parse(kept(undefined))).toMatchObject({ message: 'undefined' });
  });
});
