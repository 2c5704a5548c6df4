import { columnsOf, type Output } from '../output/output.ts';
import { formatDuration } from '../output/seconds.ts';
import type { Board, BoardRow } from './board-model.ts';
import { drawBoard } from './draw-board.ts';

/** Shows a plan while it runs: drawn anew on a terminal, a line for each change on a pipe. */
export interface ShownBoard {
  show(board: Board): void;
  /** Leaves the last drawing on the screen. */
  end(): void;
}

/** A terminal that can be drawn upon: its size is asked at each drawing, for people change it. */
export type Screen = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;

/** A terminal that does not tell its height. */
const ROWS_DEFAULT = 24;

/** `screen`: a terminal that can move; without one the output's lines are used. */
export function createBoard(output: Output, screen: Screen | undefined): ShownBoard {
  return screen ? movingBoard(output, screen) : plainBoard(output);
}

/** A cursor can go up to the first line of the screen only: what is drawn anew must fit on it. */
function movingBoard({ paint }: Output, screen: Screen): ShownBoard {
  let drawn = 0;
  let last: Board | undefined;

  function draw(board: Board, linesMax: number): void {
    const lines = drawBoard(board, paint, columnsOf(screen) - 1).slice(-linesMax);
    const back = drawn > 0 ? `\u001b[${drawn}A` : '';
    screen.write(`${back}\u001b[0J${lines.join('\n')}\n`);
    drawn = lines.length;
  }

  return {
    show(board) {
      last = board;
      draw(board, (screen.rows || ROWS_DEFAULT) - 1);
    },
    end() {
      // The whole of it, also where the screen was too low: nothing is drawn over it any more.
      if (last) draw(last, Number.POSITIVE_INFINITY);
      drawn = 0;
      last = undefined;
    },
  };
}

function plainBoard(output: Output): ShownBoard {
  const said = new Map<string, string>();
  return {
    show(board) {
      for (const row of board.rows) {
        const news = `${row.state} ${row.words}`;
        if (said.get(row.name) === news) continue;
        const isFirst = !said.has(row.name);
        said.set(row.name, news);
        if (isFirst && row.state === 'waiting') continue;
        output.line(plainLine(row, board.elapsedMilliseconds));
      }
    },
    end: () => undefined,
  };
}

function plainLine(row: BoardRow, elapsed: number): string {
  const at = `+${formatDuration(elapsed)}`.padStart(14);
  return `${at}  ${row.name.padEnd(16)} ${row.state.padEnd(8)} ${row.words}`;
}
