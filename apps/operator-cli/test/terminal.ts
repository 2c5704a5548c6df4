/** As much of a terminal as our own moving output uses; what it does not know fails the test. */
export interface Terminal {
  write(text: string): boolean;
  /** All lines that were ever written, scrolled away or not, without empty ones at the end. */
  lines(): readonly string[];
  readonly cursor: { readonly column: number; readonly isVisible: boolean };
  /** How often the cursor went up, or a line was taken away. */
  readonly redrawn: number;
  columns: number;
  rows: number;
}

const SEQUENCE = /^\u001b\[(\?25)?(\d*)([A-Za-z])/;

export function createTerminal(size: { columns: number; rows: number }): Terminal {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  let isVisible = true;
  let redrawn = 0;

  /** A screen's first line: a cursor goes no higher. */
  const top = (): number => Math.max(0, lines.length - terminal.rows);

  function down(): void {
    row += 1;
    if (row === lines.length) lines.push('');
  }

  function put(character: string): void {
    if (column >= terminal.columns) {
      down();
      column = 0;
    }
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  }

  function obey(cursor: string | undefined, count: number, verb: string): void {
    if (cursor !== undefined) isVisible = verb === 'h';
    else if (verb === 'A') row = Math.max(top(), row - count);
    else if (verb === 'J') lines.splice(row, lines.length, (lines[row] ?? '').slice(0, column));
    else if (verb === 'K') lines[row] = '';
    else if (verb !== 'm') throw new TypeError(`expected A, J, K, m, h or l, found ${verb}`);
    if (verb === 'A' || verb === 'K') redrawn += 1;
  }

  const terminal: Terminal = {
    ...size,
    write(text) {
      for (let at = 0; at < text.length; at += 1) {
        const character = text.charAt(at);
        if (character === '\u001b') {
          const [whole = '', cursor, count, verb = ''] = SEQUENCE.exec(text.slice(at)) ?? [];
          obey(cursor, Number(count || 1), verb);
          at += whole.length - 1;
        } else if (character === '\n') {
          down();
          column = 0;
        } else if (character === '\r') column = 0;
        else put(character);
      }
      return true;
    },
    lines() {
      const written = lines.map((line) => line.trimEnd());
      while (written.at(-1) === '') written.pop();
      return written;
    },
    get cursor() {
      return { column, isVisible };
    },
    get redrawn() {
      return redrawn;
    },
  };
  return terminal;
}
