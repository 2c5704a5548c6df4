/** Paths with `/`, relative to the blueprint, with their text. */
export type BlueprintFiles = ReadonlyMap<string, string>;

/** What is wrong with a blueprint, and what to do. */
export interface Problem {
  readonly file: string;
  readonly expected: string;
  readonly found: string;
}

/** What `backend.tf` says. */
export interface Backend {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/** The document's layout. */
export const REQUIRED_FILES = [
  'main.tf',
  'variables.tf',
  'terraform.tfvars',
  'backend.tf',
] as const;

/** The value of an argument that is written as `name = "text"` or `name = true`. */
export function argumentOf(text: string, name: string): string | undefined {
  return new RegExp(`^\\s*${name}\\s*=\\s*"?([^"\\n#]*?)"?\\s*(?:#.*)?$`, 'm').exec(text)?.[1];
}
