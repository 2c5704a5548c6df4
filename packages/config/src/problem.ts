/** One thing that is wrong in a configuration, in the words of whoever has to correct it. */
export interface Problem {
  /** The file, or the environment variable. */
  readonly source: string;
  readonly line?: number;
  /** `services.signaling.policy`; empty: the whole. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** Problems beyond these are counted, not listed: the first ones usually explain the rest. */
const PROBLEMS_LISTED_MAX = 50;

/** All problems as text: one line each, in the order of the files. */
export function renderProblems(problems: readonly Problem[]): string {
  const lines = problems.slice(0, PROBLEMS_LISTED_MAX).map(renderProblem);
  const left = problems.length - lines.length;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const more = left > 0 ? [`… and ${left} more`] : [];
  return [`${count} in the configuration:`, ...lines, ...more].join('\n');
}

function renderProblem({ source, line, path, expected, found, suggestion }: Problem): string {
  const where = line === undefined ? source : `${source}:${line}`;
  const what = path === '' ? '' : ` ${path}:`;
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return `  ${where}:${what} expected ${expected}, found ${found}.${hint}`;
}

/** Found values are shown, but never so much that they hide the message. */
const FOUND_CHARACTERS_MAX = 60;

/** A value in a few words. */
export function describeFound(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return `a map of ${Object.keys(value).length}`;
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'symbol' ? 'a symbol' : JSON.stringify(value);
  return text.length <= FOUND_CHARACTERS_MAX ? text : `${text.slice(0, FOUND_CHARACTERS_MAX)}…`;
}
