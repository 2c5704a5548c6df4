/**
 * Requests under way at once. An API server shares its places fairly among its users and makes one of
 * them wait that takes many; eight keep a bundle's time near that of its slowest object.
 */
const REQUESTS_AT_ONCE = 8;

/** Each item's result, in order; all have settled when this returns, also when one throws. */
export async function applySideBySide<Item, Result>(
  items: readonly Item[],
  act: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const failures: unknown[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < items.length && failures.length === 0) {
      const index = next;
      next += 1;
      try {
        results.set(index, await act(items[index] as Item));
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
  if (failures.length > 0) throw failures[0];
  return items.map((_, index) => results.get(index) as Result);
}
