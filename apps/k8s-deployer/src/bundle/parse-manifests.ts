import { LineCounter, parseAllDocuments, type Document } from 'yaml';
import type * as z from 'zod';

import {
  describeObject,
  identityOf,
  KubernetesObject,
  nameOf,
} from '../objects/kubernetes-object.ts';
import { DEPTH_MAX, MANIFEST_BYTES_MAX, OBJECTS_MAX } from './limits.ts';

/** A bundle's files by their path. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

export interface Manifest {
  /** `app/web.yaml:12`: where a person finds it. */
  readonly place: string;
  readonly object: KubernetesObject;
}

export type ParsedManifests =
  | { readonly result: 'parsed'; readonly manifests: readonly Manifest[] }
  | { readonly result: 'invalid'; readonly problems: readonly string[] };

/** Aliases that a document may follow: a few are used, a bomb needs thousands. */
const ALIASES_MAX = 100;

/** What a person can read at once. */
const PROBLEMS_MAX = 20;

const MANIFEST_FILE = /\.(?:ya?ml|json)$/i;

/** All objects of a bundle, or everything that is wrong with it. */
export function parseManifests(files: BundleFiles): ParsedManifests {
  const manifests: Manifest[] = [];
  const problems: string[] = [];
  for (const [name, bytes] of [...files].filter(([file]) => MANIFEST_FILE.test(file))) {
    const parsed = parseFile(name, bytes);
    manifests.push(...parsed.manifests);
    problems.push(...parsed.problems);
  }
  if (manifests.length === 0 && problems.length === 0) {
    problems.push(`the bundle: expected manifests (*.yaml, *.yml, *.json), found none`);
  }
  if (manifests.length > OBJECTS_MAX) {
    problems.push(`the bundle: expected at most ${OBJECTS_MAX} objects, found ${manifests.length}`);
  }
  problems.push(...findDuplicates(manifests));
  if (problems.length === 0) return { result: 'parsed', manifests };
  return { result: 'invalid', problems: problems.slice(0, PROBLEMS_MAX) };
}

interface ParsedFile {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly string[];
}

function parseFile(name: string, bytes: Uint8Array): ParsedFile {
  if (bytes.length > MANIFEST_BYTES_MAX) {
    const found = `expected at most ${MANIFEST_BYTES_MAX} bytes, found ${bytes.length}`;
    return { manifests: [], problems: [`${name}: ${found}: the API would not keep it`] };
  }
  const text = decode(bytes);
  if (text === undefined) return { manifests: [], problems: [`${name}: expected UTF-8`] };
  const lines = new LineCounter();
  // Kubernetes reads YAML 1.2's core with unique keys; anything else means two things to two readers.
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const manifests: Manifest[] = [];
  const problems: string[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const place = `${name}:${lines.linePos(document.range[0]).line}`;
    const read = readDocument(document);
    if ('problem' in read) problems.push(`${place}: ${read.problem}`);
    else {
      const parsed = read.values.map((value) => KubernetesObject.safeParse(value));
      for (const { data, error } of parsed) {
        if (data) manifests.push({ place, object: data });
        else problems.push(...describeIssues(place, error));
      }
    }
  }
  return { manifests, problems };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

type ReadDocument = { readonly values: readonly unknown[] } | { readonly problem: string };

function readDocument(document: Document): ReadDocument {
  const [error] = [...document.errors, ...document.warnings];
  if (error) return { problem: firstLine(error.message) };
  try {
    const value: unknown = document.toJS({ maxAliasCount: ALIASES_MAX });
    // A template that made nothing leaves an empty document; that is no mistake.
    if (value === null || value === undefined) return { values: [] };
    if (!isPlain(value, 0)) {
      return { problem: `expected text keys and at most ${DEPTH_MAX} levels` };
    }
    return { values: isList(value) ? value.items : [value] };
  } catch (error) {
    return { problem: firstLine(error instanceof Error ? error.message : String(error)) };
  }
}

/** `kind: List` is how kubectl writes several objects into one. */
function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    Reflect.get(value, 'kind') === 'List' &&
    Array.isArray(Reflect.get(value, 'items'))
  );
}

/** Only what JSON can say: YAML also has dates, sets, binary values and keys that are maps. */
function isPlain(value: unknown, depth: number): boolean {
  if (depth > DEPTH_MAX) return false;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1));
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(value).every((item) => isPlain(item, depth + 1));
}

function describeIssues(place: string, { issues }: z.ZodError): readonly string[] {
  return issues.map(({ path, message }) => `${place}: ${path.join('.')}: ${message}`);
}

function findDuplicates(manifests: readonly Manifest[]): readonly string[] {
  const first = new Map<string, string>();
  return manifests.flatMap(({ object, place }) => {
    const name = nameOf(object);
    const identity = identityOf(name);
    const known = first.get(identity);
    first.set(identity, known ?? place);
    if (known === undefined) return [];
    return [`${place}: ${describeObject(name)} stands at ${known} already: expected it once`];
  });
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 500);
}
