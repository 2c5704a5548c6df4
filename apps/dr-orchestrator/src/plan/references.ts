import type { OutputType, StepOutputs } from '../steps/step-kind.ts';

/** `${steps.database.endpoint}`: an output of an earlier step. */
export interface Reference {
  readonly step: string;
  readonly output: string;
}

const REFERENCE = /\$\{([^}]*)\}/g;
const PATH = /^steps\.([a-z0-9-]+)\.([A-Za-z0-9_-]+)$/;

/** How deep an input may be nested: far beyond any that a kind takes. */
const DEPTH_MAX = 12;

/** What stands where a reference will be replaced, while nothing is known but its type. */
const SAMPLES: Readonly<Record<OutputType, string | number | boolean>> = {
  text: 'reference',
  number: 1,
  boolean: true,
};

export interface ReferenceUse extends Reference {
  /** Where in the input it stands. */
  readonly path: readonly string[];
  /** The value is this reference alone, and takes its type; else it is a part of a text. */
  readonly whole: boolean;
}

export interface References {
  readonly uses: readonly ReferenceUse[];
  /** Texts in `${…}` that are no reference. */
  readonly malformed: readonly { readonly path: readonly string[]; readonly found: string }[];
}

/** Every reference of an input, and what looks like one and is none. */
export function findReferences(input: unknown): References {
  const uses: ReferenceUse[] = [];
  const malformed: { path: readonly string[]; found: string }[] = [];
  walk(input, [], (text, path) => {
    for (const [whole, inner = ''] of text.matchAll(REFERENCE)) {
      const [, step, output] = PATH.exec(inner) ?? [];
      if (step === undefined || output === undefined) malformed.push({ path, found: whole });
      else uses.push({ step, output, path, whole: whole === text });
    }
    return text;
  });
  return { uses, malformed };
}

/** The input with the outputs of finished steps in place. One that is missing stays as it is. */
export function resolveReferences(
  input: unknown,
  outputs: Readonly<Record<string, StepOutputs>>,
): unknown {
  return substitute(input, ({ step, output }) => outputs[step]?.[output]);
}

/** The input with a sample of each output's type in place: what can be checked at loading. */
export function sampleReferences(
  input: unknown,
  typeOf: (reference: Reference) => OutputType | undefined,
): unknown {
  return substitute(input, (reference) => {
    const type = typeOf(reference);
    return type === undefined ? undefined : SAMPLES[type];
  });
}

function substitute(
  input: unknown,
  valueOf: (reference: Reference) => string | number | boolean | undefined,
): unknown {
  return walk(input, [], (text) => {
    const [, inner] = /^\$\{([^}]*)\}$/.exec(text) ?? [];
    if (inner !== undefined) return valueAt(inner, valueOf) ?? text;
    return text.replace(REFERENCE, (whole, part: string) =>
      String(valueAt(part, valueOf) ?? whole),
    );
  });
}

function valueAt(
  inner: string,
  valueOf: (reference: Reference) => string | number | boolean | undefined,
): string | number | boolean | undefined {
  const [, step, output] = PATH.exec(inner) ?? [];
  return step === undefined || output === undefined ? undefined : valueOf({ step, output });
}

function walk(
  value: unknown,
  path: readonly string[],
  onText: (text: string, path: readonly string[]) => unknown,
): unknown {
  if (typeof value === 'string') return onText(value, path);
  if (path.length >= DEPTH_MAX || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => walk(item, [...path, String(index)], onText));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key], onText)]),
  );
}
