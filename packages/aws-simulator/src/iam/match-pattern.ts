/** IAM's wildcards: `*` any characters, `?` exactly one. Everything else is literal. */
export function matchesPattern(pattern: string, text: string): boolean {
  return patternOf(pattern).test(text);
}

/** Actions are compared without regard to case (AWS: IAM JSON policy elements, Action). */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/** ARNs are compared part by part: a wildcard does not cross a colon, but in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  const patternParts = arnParts(pattern);
  const parts = arnParts(arn);
  return (
    patternParts.length === parts.length &&
    patternParts.every((part, index) => matchesPattern(part, parts[index] ?? ''))
  );
}

/** An ARN has six parts; what follows the fifth colon is one. */
const ARN_PARTS = 6;

function arnParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  const head = parts.slice(0, ARN_PARTS - 1);
  const rest = parts.slice(ARN_PARTS - 1).join(':');
  return parts.length < ARN_PARTS ? parts : [...head, rest];
}

const compiled = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  const known = compiled.get(pattern);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 's');
  compiled.set(pattern, expression);
  return expression;
}
