import type { Paint } from '../output/output.ts';
import { formatDuration } from '../output/seconds.ts';
import type { Board, BoardRow, RowState } from './board-model.ts';

const BAR_COLUMNS = 16;
const NAME_COLUMNS_MAX = 24;
const TIME_COLUMNS = 20;
const MARKS: Readonly<Record<RowState, string>> = {
  waiting: '·',
  running: '▸',
  done: '✓',
  failed: '✗',
  asked: '?',
  undone: '↶',
};

/** A name must be readable beside its mark. */
const NAME_COLUMNS_MIN = 4;

/** Fewer say nothing. */
const WORDS_COLUMNS_MIN = 9;

/** The board as lines of text, no wider than the terminal: the bar goes first, then the time. */
export function drawBoard(board: Board, paint: Paint, columns: number): readonly string[] {
  const nameColumns = Math.min(
    NAME_COLUMNS_MAX,
    Math.max(...board.rows.map(({ name }) => name.length), NAME_COLUMNS_MIN),
    Math.max(columns - 2, NAME_COLUMNS_MIN),
  );
  return [
    ...board.rows.map((row) => drawRow(row, paint, columns, nameColumns)),
    drawEnd(board, paint, columns),
    ...board.owed.map((owed) => paint.yellow(fit(`  owed: ${owed}`, columns))),
  ];
}

function drawRow(row: BoardRow, paint: Paint, columns: number, nameColumns: number): string {
  const mark = `${MARKS[row.state]} `;
  const name = fit(row.name, nameColumns).padEnd(nameColumns);
  const time = timeOf(row).padStart(TIME_COLUMNS);
  const parts = [paintOf(row.state, paint)(mark + name)];
  let room = columns - mark.length - nameColumns;
  const add = (part: string, width: number): void => {
    room -= width;
    parts.push(part);
  };
  const bar = barOf(row);
  if (room > BAR_COLUMNS + TIME_COLUMNS + 1) add(` ${bar}`, BAR_COLUMNS + 1);
  if (room > TIME_COLUMNS) add(` ${paint.dim(time)}`, TIME_COLUMNS + 1);
  if (room > WORDS_COLUMNS_MIN + 1) add(`  ${fit(row.words, room - 2)}`, room);
  return parts.join('').trimEnd();
}

/** `3 min 10 s / 9 min`: elapsed against estimate. */
function timeOf({ elapsedMilliseconds, estimateMilliseconds }: BoardRow): string {
  const estimate =
    estimateMilliseconds === undefined ? '' : `/ ${Math.ceil(estimateMilliseconds / 60_000)} min`;
  const elapsed = elapsedMilliseconds === undefined ? '' : formatDuration(elapsedMilliseconds);
  return [elapsed, estimate].filter(Boolean).join(' ');
}

function barOf({ progress, state }: BoardRow): string {
  if (progress === undefined) return (state === 'running' ? '…' : '').padEnd(BAR_COLUMNS);
  const full = Math.round(progress * BAR_COLUMNS);
  return '█'.repeat(full) + '░'.repeat(BAR_COLUMNS - full);
}

function drawEnd(board: Board, paint: Paint, columns: number): string {
  const { aborting, isPastNoReturn, elapsedMilliseconds, remainingMilliseconds } = board;
  const times = `${formatDuration(elapsedMilliseconds)} so far, about ${formatDuration(remainingMilliseconds)} to go`;
  const [words, painted] =
    aborting === undefined
      ? isPastNoReturn
        ? ['Past the point of no return.', paint.bold]
        : ['Can still be taken back.', String]
      : [`Taken back: ${aborting}`, paint.yellow];
  const room = columns - times.length - 2;
  return room > 0 ? `${times}. ${painted(fit(words, room))}` : fit(times, columns);
}

function paintOf(state: RowState, paint: Paint): (text: string) => string {
  if (state === 'done') return paint.green;
  if (state === 'failed') return paint.red;
  if (state === 'asked' || state === 'undone') return paint.yellow;
  return state === 'running' ? paint.bold : paint.dim;
}

/** Cut to a width; text from the world must not move the terminal's cursor. */
function fit(text: string, columns: number): string {
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, ' ');
  return plain.length <= columns ? plain : `${plain.slice(0, Math.max(0, columns - 1))}…`;
}
