/** Text without the secrets that this process was given or has come to know. */
export interface Mask {
  (text: string): string;
  /** Adds what is known from now on (a sensitive output). */
  add(secret: string): void;
}

const MASKED = '***';

/** Shorter values would mask ordinary words: no secret that matters is so short. */
const SECRET_CHARACTERS_MIN = 6;

/**
 * Masks by value, whatever the name around it: a log line of a provisioner knows no names. Also in
 * the forms in which secrets travel: JSON, URL and base64.
 */
export function createMask(secrets: Iterable<string> = []): Mask {
  const forms = new Set<string>();
  const mask = (text: string): string => {
    let masked = text;
    // The longest first: one secret may be a part of another's form.
    for (const form of [...forms].sort((a, b) => b.length - a.length)) {
      if (masked.includes(form)) masked = masked.replaceAll(form, MASKED);
    }
    return masked;
  };
  const add = (secret: string): void => {
    if (secret.length < SECRET_CHARACTERS_MIN) return;
    for (const form of formsOf(secret)) forms.add(form);
  };
  for (const secret of secrets) add(secret);
  return Object.assign(mask, { add });
}

function formsOf(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  // Go writes these three as escapes in JSON.
  const go = json.replace(/[<>&]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, json, go, encodeURIComponent(secret), base64];
}

/** The same data with every text in it masked; names of properties too. */
export function maskDeep<T>(mask: Mask, value: T): T {
  return maskValue(mask, value) as T;
}

function maskValue(mask: Mask, value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one: unknown) => maskValue(mask, one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [mask(name), maskValue(mask, one)]),
  );
}
