import { TerminalError } from '@understudy/errors';
import type * as z from 'zod';
import type { PlainItem } from './attribute-values.ts';
import type { ItemKey } from './table-access.ts';

/** The longest description of what was found, in characters: a message, not a dump. */
const FOUND_CHARACTERS_MAX = 300;

/**
 * The item in its shape. One made by hand, or damaged, stops what needs it with a terminal error
 * that names the item and what is wrong: trying again would only fail again.
 */
export function readItem<T>(schema: z.ZodType<T>, key: ItemKey, item: PlainItem): T {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const expected = parsed.error.issues
    .map(({ path, message }) => `${path.map(String).join('.') || 'the item'}: ${message}`)
    .join('; ');
  const found = foundAt(item, parsed.error.issues[0]?.path ?? []);
  throw new TerminalError(
    'StoreItemInvalid',
    `Item pk ${key.pk}, sk ${key.sk}: expected ${expected}; found ${found}. ` +
      'Correct the item by hand (a copy from before is in point-in-time recovery).',
    { fields: { pk: key.pk, sk: key.sk, expected, found } },
  );
}

function foundAt(item: PlainItem, path: readonly PropertyKey[]): string {
  let value: unknown = item;
  for (const part of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  }
  const text = typeof value === 'symbol' ? value.description : JSON.stringify(value);
  return (text ?? 'nothing').slice(0, FOUND_CHARACTERS_MAX);
}
