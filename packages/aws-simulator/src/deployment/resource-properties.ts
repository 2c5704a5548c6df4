import { invalidTemplate } from './template-errors.ts';

/** The resolved properties of one resource, read with its name in every error. */
export interface ResourceProperties {
  readonly logicalId: string;
  readonly all: Readonly<Record<string, unknown>>;
  text(name: string): string;
  optionalText(name: string): string | undefined;
  number(name: string, otherwise: number): number;
  record(name: string): Readonly<Record<string, unknown>>;
  list(name: string): readonly unknown[];
}

export function readProperties(
  logicalId: string,
  all: Readonly<Record<string, unknown>>,
): ResourceProperties {
  function wrong(name: string, expected: string): Error {
    return invalidTemplate(`${expected} as ${logicalId}.${name}`, JSON.stringify(all[name]));
  }
  function optionalText(name: string): string | undefined {
    const value = all[name];
    if (value === undefined || typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw wrong(name, 'a text');
  }
  return {
    logicalId,
    all,
    optionalText,
    text(name) {
      const value = optionalText(name);
      if (value === undefined || value === '') throw wrong(name, 'a text');
      return value;
    },
    number(name, otherwise) {
      const value = Number(all[name] ?? otherwise);
      if (Number.isFinite(value)) return value;
      throw wrong(name, 'a number');
    },
    record(name) {
      const value = all[name] ?? {};
      if (typeof value === 'object' && !Array.isArray(value))
        return value as Record<string, unknown>;
      throw wrong(name, 'an object');
    },
    list(name) {
      const value = all[name] ?? [];
      if (Array.isArray(value)) return value as unknown[];
      throw wrong(name, 'a list');
    },
  };
}
