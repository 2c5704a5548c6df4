import { TerminalError } from '@understudy/errors';

/** What stands in for data that is too large to keep. */
export interface Omitted {
  readonly omitted: string;
}

/** The data as it would be kept (plain, without `undefined`), or a note of its size. */
export function boundedData(value: unknown, bytesMax: number): unknown {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value) ?? 'null';
  const bytes = Buffer.byteLength(text);
  if (bytes > bytesMax)
    return { omitted: `${bytes} bytes, more than ${bytesMax}` } satisfies Omitted;
  return JSON.parse(text);
}

/** The text, cut where it is too long, with a mark. */
export function boundedText(text: string, bytesMax: number): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const cut = Buffer.from(text).subarray(0, bytesMax).toString('utf8');
  return `${cut.replace(/\uFFFD+$/, '')}…`;
}

/** Refuses what may be neither cut nor left out. */
export function requireSize(what: string, value: unknown, bytesMax: number): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes <= bytesMax) return;
  throw new TerminalError(
    'StoreRequestInvalid',
    `Expected ${what} of at most ${bytesMax} bytes, found ${bytes}. Name fewer things in it.`,
  );
}
