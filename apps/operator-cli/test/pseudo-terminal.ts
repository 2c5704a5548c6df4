import { commandLine } from './command-line.ts';
import { python } from './python-tools.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/**
 * Starts a program on a pseudo-terminal of this size, types Ctrl-C once it has written a text, and
 * prints what it wrote and how it ended. The terminal itself sends the signal, as a person's does.
 */
const SCRIPT = `
import fcntl, json, os, pty, struct, sys, termios, time
asked = json.loads(sys.argv[1])
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', asked['rows'], asked['columns'], 0, 0))
    os.execv(asked['program'][0], asked['program'])
written, typed, began = b'', False, time.monotonic()
while True:
    try:
        some = os.read(terminal, 65536)
    except OSError:
        break
    if not some:
        break
    written += some
    if asked['interruptAt'] and not typed and asked['interruptAt'].encode() in written:
        typed = True
        os.write(terminal, b'\\x03')
_, status = os.waitpid(pid, 0)
print(json.dumps({'written': written.decode(), 'code': os.waitstatus_to_exitcode(status),
                  'seconds': time.monotonic() - began}))
`;

export interface OnTerminal {
  readonly code: number;
  readonly seconds: number;
  /** Every byte, as it was written. */
  readonly written: string;
  /** What is to be seen in the end. */
  readonly terminal: Terminal;
}

/** The command as a person starts it, on a terminal of this size. */
export async function onTerminal(
  words: readonly string[],
  size: { readonly columns: number; readonly rows: number },
  interruptAt = '',
): Promise<OnTerminal> {
  const asked = { ...size, interruptAt, program: commandLine(words) };
  const answer = await python<Omit<OnTerminal, 'terminal'>>(
    { TERM: 'xterm' },
    SCRIPT,
    JSON.stringify(asked),
  );
  const terminal = createTerminal(size);
  terminal.write(answer.written);
  return { ...answer, terminal };
}
