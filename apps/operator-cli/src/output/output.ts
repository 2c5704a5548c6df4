import pc from 'picocolors';

export type Paint = ReturnType<typeof pc.createColors>;

/** Where the command speaks: results to stdout, progress and errors to stderr. */
export interface Output {
  readonly json: boolean;
  /** A terminal can move: on a pipe every line stays. */
  readonly moves: boolean;
  readonly paint: Paint;
  /** One line of the result, for people. Silent with `--json`. */
  line(text?: string): void;
  /** The result as data: one document on stdout, with `--json` only. */
  data(document: unknown): void;
  /** One of many results, as one line of JSON, with `--json` only. */
  event(document: unknown): void;
  /** What happens now, on stderr: a moving line on a terminal, one line each on a pipe. */
  progress(text: string): void;
  /** Takes the moving line away. */
  settle(): void;
  error(text: string): void;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly color: boolean;
  readonly stdout: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  readonly stderr: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
}

/** A terminal that does not tell its width. */
const COLUMNS_DEFAULT = 80;

/** How wide a terminal is now; some tell nothing, or 0. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return columns || COLUMNS_DEFAULT;
}

export function createOutput({ json, color, stdout, stderr }: OutputOptions): Output {
  const moves = Boolean(stdout.isTTY && stderr.isTTY) && !json;
  const paint = pc.createColors(color && moves);
  let moving = false;

  function settle(): void {
    if (moving) stderr.write('\r\u001b[2K');
    moving = false;
  }

  return {
    json,
    moves,
    paint,
    settle,
    line(text = '') {
      if (json) return;
      settle();
      stdout.write(`${text}\n`);
    },
    data(document) {
      if (json) stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
    event(document) {
      if (json) stdout.write(`${JSON.stringify(document)}\n`);
    },
    progress(text) {
      if (json) return;
      if (!moves) {
        stderr.write(`${text}\n`);
        return;
      }
      const width = columnsOf(stderr) - 1;
      stderr.write(`\r\u001b[2K${paint.dim(text.slice(0, width))}`);
      moving = true;
    },
    error(text) {
      settle();
      stderr.write(`${text}\n`);
    },
  };
}
