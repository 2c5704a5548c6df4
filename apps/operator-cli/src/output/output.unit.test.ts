import { createOutput } from './output.ts';

function capture(options: { json: boolean; isTTY: boolean }) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    ({
      isTTY: options.isTTY,
      columns: 20,
      write: (text: string) => (written[name] += text) !== '',
    }) as never;
  const output = createOutput({
    json: options.json,
    color: true,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  });
  return { output, written };
}

describe('the output', () => {
  it('writes results to stdout and progress to stderr, line by line on a pipe', () => {
    const { output, written } = capture({ json: false, isTTY: false });

    output.progress('working');
    output.line(output.paint.green('done'));
    output.data({ hidden: true });

    expect(written).toEqual({ stdout: 'done\n', stderr: 'working\n' });
  });

  it('moves one line on a terminal, cut to its width, and takes it away for a result', () => {
    const { output, written } = capture({ json: false, isTTY: true });

    output.progress('a text that is much wider than the terminal');
    output.line('done');

    expect(written.stderr.startsWith('\r\u001b[2K')).toBe(true);
    expect(written.stderr).not.toContain('terminal');
    expect(written.stderr.endsWith('\r\u001b[2K')).toBe(true);
    expect(written.stdout).toBe('done\n');
  });

  it('writes nothing but data with --json, errors apart', () => {
    const { output, written } = capture({ json: true, isTTY: true });

    output.progress('working');
    output.line('done');
    output.data({ done: true });
    output.error('careful');

    expect(JSON.parse(written.stdout)).toEqual({ done: true });
    expect(written.stderr).toBe('careful\n');
  });
});
