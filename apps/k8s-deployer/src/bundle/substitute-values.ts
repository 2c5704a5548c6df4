import type { Manifest } from './parse-manifests.ts';

export type Values = Readonly<Record<string, string>>;

/** One that still has a name for which there is no value. */
export interface Unresolved {
  readonly manifest: Manifest;
  readonly names: readonly string[];
}

export interface Substituted {
  readonly manifests: readonly Manifest[];
  readonly unresolved: readonly Unresolved[];
}

/** `${NAME}`; `$${NAME}` is the text `${NAME}` itself, for scripts inside a ConfigMap. */
const PLACEHOLDER = /\$(\$?)\{([A-Z][A-Z0-9_]{0,63})\}/g;

/**
 * Puts values into the texts of manifests that were parsed before: a value is always text, stays
 * inside the scalar that names it, and cannot become a key, a list or another object. Values are
 * not looked at again, so a value that looks like a placeholder stays what it is.
 */
export function substituteValues(manifests: readonly Manifest[], values: Values): Substituted {
  const done: Manifest[] = [];
  const unresolved: Unresolved[] = [];
  for (const manifest of manifests) {
    const missing = new Set<string>();
    const object = substitute(manifest.object, values, missing) as Manifest['object'];
    if (missing.size === 0) done.push({ ...manifest, object });
    else unresolved.push({ manifest, names: [...missing].sort() });
  }
  return { manifests: done, unresolved };
}

function substitute(value: unknown, values: Values, missing: Set<string>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(PLACEHOLDER, (whole, escaped: string, name: string) => {
      if (escaped !== '') return whole.slice(1);
      if (Object.hasOwn(values, name)) return values[name] ?? '';
      missing.add(name);
      return whole;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, values, missing));
  if (typeof value !== 'object' || value === null) return value;
  // Keys stay as they are: what an object is made of is the bundle's to say, not a value's.
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, substitute(item, values, missing)]),
  );
}
