import type { PlainItem } from './attribute-values.ts';

/** What a conditional write came to. `found`: the item that did not fit the condition. */
export type UpdateAnswer =
  | { readonly written: true; readonly item: PlainItem }
  | { readonly written: false; readonly found: PlainItem | undefined };

/** For each write of a transaction, in order: whether its condition was what failed. */
export type TransactionAnswer =
  | { readonly written: true }
  | {
      readonly written: false;
      readonly lost: readonly { readonly failed: boolean; readonly found?: PlainItem }[];
    };
