import { passedOn, secretsOf, terraformEnvironment } from './child-environment.ts';
import { childDeadline } from './child-deadline.ts';
import { createLineSplitter } from './line-splitter.ts';
import { createMask, maskDeep } from './mask.ts';
import { LINE_CHARACTERS_MAX } from './process-limits.ts';

describe('the mask', () => {
  const SECRET = 'wJalr/XUtn<FEMI>&K7"MDENG\n+x=';
  const mask = createMask([SECRET, 'short', '']);

  it.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify(SECRET)],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    [
      "in Go's JSON",
      JSON.stringify(SECRET)
        .replace('<', '\\u003c')
        .replace('>', '\\u003e')
        .replace('&', '\\u0026'),
    ],
  ])('hides a secret %s', (_what, text) => {
    expect(mask(`before ${text} after`)).toMatch(/^before "?\*\*\*"? after$/);
  });

  it('hides no ordinary word', () => {
    expect(mask('a short word')).toBe('a short word');
  });

  it('learns, and reaches into data, names included', () => {
    const learning = createMask();
    learning.add('hunter2-of-all');

    expect(maskDeep(learning, { 'hunter2-of-all': ['x hunter2-of-all', 1, null] })).toEqual({
      '***': ['x ***', 1, null],
    });
  });
});

describe('lines of a child', () => {
  function linesOf(...chunks: readonly Uint8Array[]): readonly string[] {
    const lines: string[] = [];
    const splitter = createLineSplitter((line) => lines.push(line));
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  }

  it('come whole, however they are cut', () => {
    const bytes = Buffer.from('one\ntwö\n\nthree');

    const each = [...bytes].map((byte) => Uint8Array.of(byte));

    expect(linesOf(...each)).toEqual(['one', 'twö', 'three']);
  });

  it('are bounded, and what comes after a long one is not lost', () => {
    const long = 'x'.repeat(LINE_CHARACTERS_MAX * 3);

    const lines = linesOf(Buffer.from(long), Buffer.from(`${long}\nnext\n`));

    expect(lines.map(({ length }) => length)).toEqual([LINE_CHARACTERS_MAX, 4]);
  });
});

describe("a child's environment", () => {
  it('has credentials and nothing else of ours', () => {
    const variables = {
      AWS_SECRET_ACCESS_KEY: 'secret-key',
      DATABASE_PASSWORD: 'password',
      TF_CLI_ARGS: '-destroy',
      LD_PRELOAD: '/evil.so',
      PATH: '/evil',
    };

    const environment = terraformEnvironment({
      region: 'eu-west-1',
      passedOn: passedOn(variables),
      dataDirectory: '/d',
      homeDirectory: '/h',
      configFile: '/c',
      marker: 'm',
    });

    expect(environment).toMatchObject({
      AWS_SECRET_ACCESS_KEY: 'secret-key',
      AWS_REGION: 'eu-west-1',
    });
    expect(Object.keys(environment)).not.toEqual(expect.arrayContaining(['DATABASE_PASSWORD']));
    expect(environment['TF_CLI_ARGS']).toBeUndefined();
    expect(environment['LD_PRELOAD']).toBeUndefined();
    expect(environment['PATH']).not.toContain('evil');
    expect(secretsOf(variables)).toEqual(expect.arrayContaining(['secret-key', 'password']));
  });
});

describe("a child's deadline", () => {
  it('leaves time to stop, and time to answer', () => {
    const times = { graceMilliseconds: 45_000, answerMilliseconds: 15_000 };

    expect(childDeadline(900_000, times)).toEqual({
      interruptAtMilliseconds: 840_000,
      killAtMilliseconds: 885_000,
    });
  });
});
