import { AwsFault } from './aws-fault.ts';

/** One page of a list, and the token of the next. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** Cuts a list; the token is the next item's position. `invalidCode` answers a token of no page. */
export function pageOf<Item>(
  all: readonly Item[],
  token: string | undefined,
  sizeMax: number | undefined,
  invalidCode: string,
): Page<Item> {
  const start = token === undefined || token === '' ? 0 : Number(token.replace(/^page-/, ''));
  if (!Number.isInteger(start) || start < 0 || start > all.length) {
    throw new AwsFault(invalidCode, 400, `The token '${String(token)}' is invalid.`);
  }
  const end = Math.min(all.length, start + (sizeMax ?? all.length));
  const items = all.slice(start, end);
  return end < all.length ? { items, next: `page-${String(end)}` } : { items };
}
