import { TerminalError } from '@understudy/errors';
import { IDS_PER_CALL, PAGES_MAX } from './limits.ts';

/** One page of answers and, unless it is the last, where the next one begins. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

/** Reads to the last page: a list cut short would hide an instance that runs. */
export async function readPages<T>(
  what: string,
  readPage: (next: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let next: string | undefined;
  for (let page = 1; page <= PAGES_MAX; page++) {
    const answer = await readPage(next);
    items.push(...answer.items);
    if (!answer.next) return items;
    next = answer.next;
  }
  throw new TerminalError(
    'TooManyPages',
    `${what}: expected at most ${PAGES_MAX} pages, found more. Ask for fewer resources.`,
    { fields: { operation: what, pagesMax: PAGES_MAX } },
  );
}

/** Asks in pieces of bounded size, one after the other, and joins the answers. */
export async function readInChunks<T>(
  ids: readonly string[],
  read: (chunk: string[]) => Promise<readonly T[]>,
  idsPerCall: number = IDS_PER_CALL,
): Promise<readonly T[]> {
  const items: T[] = [];
  const unique = [...new Set(ids)];
  for (let start = 0; start < unique.length; start += idsPerCall) {
    items.push(...(await read(unique.slice(start, start + idsPerCall))));
  }
  return items;
}
