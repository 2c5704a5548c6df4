import { clearScreenDown, moveCursor } from 'node:readline';

import type { Output } from '../output/output.ts';
import { formatDuration } from '../output/seconds.ts';
import type { Board, BoardRow } from './board-model.ts';
import { drawBoard } from './draw-board.ts';

/** Shows a plan while it runs: drawn anew on a terminal, a line for each change on a pipe. */
export interface ShownBoard {
  show(board: Board): void;
  /** Leaves the last drawing on the screen. */
  end(): void;
}

export interface Screen {
  readonly stream: NodeJS.WriteStream;
  readonly columns: number;
}

/** `screen`: a terminal that can move; without one the output's lines are used. */
export function createBoard(output: Output, screen: Screen | undefined): ShownBoard {
  return screen ? movingBoard(output, screen) : plainBoard(output);
}

function movingBoard({ paint }: Output, { stream, columns }: Screen): ShownBoard {
  let drawn = 0;
  return {
    show(board) {
      const lines = drawBoard(board, paint, columns - 1);
      if (drawn > 0) moveCursor(stream, 0, -drawn);
      clearScreenDown(stream);
      stream.write(`${lines.join('\n')}\n`);
      drawn = lines.length;
    },
    end() {
      drawn = 0;
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
