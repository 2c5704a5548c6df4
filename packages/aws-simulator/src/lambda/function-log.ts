/** One line of a function's log. */
export interface FunctionLogLine {
  readonly at: number;
  readonly stream: 'stdout' | 'stderr' | 'platform';
  readonly environmentId: string;
  readonly invocationId?: string;
  readonly text: string;
}

/** What functions print, per function: the newest lines. */
export interface FunctionLogs {
  append(functionName: string, line: FunctionLogLine): void;
  lines(functionName: string): readonly FunctionLogLine[];
}

/** Kept per function: enough for a day of a reconciler, and bounded in a long simulation. */
const LINES_MAX = 5_000;

export function createFunctionLogs(): FunctionLogs {
  const logs = new Map<string, FunctionLogLine[]>();
  return {
    append(functionName, line) {
      const lines = logs.get(functionName) ?? [];
      logs.set(functionName, lines);
      lines.push(line);
      if (lines.length > LINES_MAX) lines.splice(0, lines.length - LINES_MAX);
    },
    lines: (functionName) => logs.get(functionName) ?? [],
  };
}
