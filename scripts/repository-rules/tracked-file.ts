/** A file of the repository as it stands, by its path from the root. */
export interface TrackedFile {
  readonly path: string;
  readonly text: string;
}

/** What is wrong, where, and what to do instead. */
export interface Finding {
  readonly path: string;
  readonly line?: number;
  readonly found: string;
  readonly instead: string;
}

/** Findings for each line of a file that a pattern meets. */
export function findLines(
  { path, text }: TrackedFile,
  pattern: RegExp,
  instead: string,
): readonly Finding[] {
  return text.split('\n').flatMap((content, index) => {
    const found = pattern.exec(content)?.[0];
    return found === undefined ? [] : [{ path, line: index + 1, found, instead }];
  });
}

export function isSource(path: string): boolean {
  return /\.(?:ts|mts|cts|mjs|cjs|js)$/.test(path);
}
