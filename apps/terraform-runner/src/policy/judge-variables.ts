export type VariablesJudgement =
  | { readonly fit: true }
  | { readonly fit: false; readonly expected: string; readonly found: string };

/** Names in one sentence; a blueprint has some dozens at most. */
const NAMED_MAX = 40;

/**
 * Whether every variable that is asked for is one of the blueprint's. Terraform would only warn of
 * another one, and build without it: a misspelt `pilot_light` builds the whole region.
 */
export function judgeVariables(
  asked: readonly string[],
  declared: readonly string[],
): VariablesJudgement {
  const known = new Set(declared);
  const unknown = asked.filter((name) => !known.has(name));
  if (unknown.length === 0) return { fit: true };
  const expected =
    known.size === 0 ? 'no variables, as the blueprint declares none' : listed([...known]);
  return { fit: false, expected, found: listed(unknown) };
}

function listed(names: readonly string[]): string {
  const sorted = names.toSorted();
  const more = sorted.length - NAMED_MAX;
  return `${sorted.slice(0, NAMED_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
