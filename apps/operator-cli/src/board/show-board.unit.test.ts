import { createTerminal, type Terminal } from '../../test/terminal.ts';
import { createOutput } from '../output/output.ts';
import type { Board, BoardRow } from './board-model.ts';
import { drawBoard } from './draw-board.ts';
import { createBoard } from './show-board.ts';

const MINUTE = 60_000;

function board(minutes: number, ...names: readonly string[]): Board {
  const rows = names.map((name): BoardRow => ({
    name,
    state: 'running',
    elapsedMilliseconds: minutes * MINUTE,
    estimateMilliseconds: 9 * MINUTE,
    progress: minutes / 10,
    words: `says a sentence of its own that is longer than many a terminal is wide, ${minutes}`,
  }));
  return {
    rows,
    elapsedMilliseconds: minutes * MINUTE,
    remainingMilliseconds: (9 - minutes) * MINUTE,
    isPastNoReturn: false,
    owed: ['database in us-east-1: nothing there answers, and nothing there can be asked'],
  };
}

function boardOn(terminal: Terminal) {
  const stream = Object.assign(terminal, { isTTY: true as const });
  const output = createOutput({ json: false, color: true, stdout: stream, stderr: stream });
  return {
    output,
    shown: createBoard(output, stream),
    draw: (it: Board, columns: number) => plain(drawBoard(it, output.paint, columns)),
  };
}

/** Without colours. */
function plain(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replace(/\u001b\[\d+m/g, ''));
}

describe('on a terminal', () => {
  it.each([30, 62, 80, 160])('is drawn anew in its place, at %d columns', (columns) => {
    const terminal = createTerminal({ columns, rows: 24 });
    const { output, shown, draw } = boardOn(terminal);
    output.line('before it');

    for (const minutes of [1, 2, 3]) shown.show(board(minutes, 'outage', 'infrastructure'));
    shown.end();
    output.line('after it');

    const last = draw(board(3, 'outage', 'infrastructure'), columns - 1);
    expect(terminal.lines()).toEqual(['before it', ...last, 'after it']);
    expect(terminal.redrawn).toBeGreaterThanOrEqual(2);
  });

  it('follows a terminal that is made narrower', () => {
    const terminal = createTerminal({ columns: 100, rows: 24 });
    const { shown } = boardOn(terminal);

    shown.show(board(1, 'outage'));
    terminal.columns = 50;
    shown.show(board(2, 'outage'));

    for (const line of terminal.lines()) expect(line.length).toBeLessThan(50);
    expect(terminal.lines()).toHaveLength(3);
  });

  it('shows the end of a plan that is higher than the terminal, and in the end all of it', () => {
    const terminal = createTerminal({ columns: 80, rows: 8 });
    const { shown, draw } = boardOn(terminal);
    const steps = Array.from({ length: 20 }, (_one, number) => `step-${number}`);

    shown.show(board(1, ...steps));
    shown.show(board(2, ...steps));
    const midway = terminal.lines();
    shown.end();

    const whole = draw(board(2, ...steps), 79);
    expect(midway).toEqual(whole.slice(-7));
    expect(terminal.lines()).toEqual(whole);
  });

  it('leaves the cursor visible, at the beginning of a line', () => {
    const terminal = createTerminal({ columns: 80, rows: 24 });
    const { shown } = boardOn(terminal);

    shown.show(board(1, 'outage'));

    expect(terminal.cursor).toEqual({ column: 0, isVisible: true });
  });
});
