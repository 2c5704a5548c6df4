import type { Problem } from './problem.ts';

export type Path = readonly PropertyKey[];

/** A file as it was read: its value, and where in it each part stands. */
export interface ConfigurationFile {
  readonly kind: 'file';
  readonly name: string;
  /** `undefined` when it could not be read at all: then `problems` says why. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The line of a key or an item; of the nearest part around it, when it is not there. */
  lineOf(path: Path): number | undefined;
}

/** One variable of the environment that says the same as one place in the file. */
export interface Binding {
  readonly variable: string;
  readonly path: readonly string[];
  readonly as: 'text' | 'number' | 'boolean' | 'list';
}

/** The environment, handed over by whoever may read it (`settings.ts`). */
export interface ConfigurationEnvironment {
  readonly kind: 'environment';
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly bindings: readonly Binding[];
}

export type ConfigurationSource = ConfigurationFile | ConfigurationEnvironment;

/** A file whose content is already a value: packaged as JSON, or made by a test. */
export function fileOf(name: string, value: unknown): ConfigurationFile {
  return { kind: 'file', name, value, problems: [], lineOf: () => undefined };
}
