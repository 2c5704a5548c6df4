/** Further apart than this two words have nothing to do with each other. */
const EDITS_MAX = 3;

/** Longer words are not compared: the work grows with the product of the lengths. */
const CHARACTERS_MAX = 64;

/** The known word that was probably meant, if one is near enough. */
export function suggest(found: string, known: readonly string[]): string | undefined {
  if (found.length > CHARACTERS_MAX) return undefined;
  const ranked = known
    .map((word) => ({ word, edits: editDistance(found.toLowerCase(), word.toLowerCase()) }))
    .filter(({ word, edits }) => edits <= Math.min(EDITS_MAX, Math.ceil(word.length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return ranked[0]?.word;
}

/** Insertions, deletions and replacements between two words (Levenshtein). */
export function editDistance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + same,
        ),
      );
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}
