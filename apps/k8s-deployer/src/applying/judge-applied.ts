import { isDeepStrictEqual } from 'node:util';

import type { ApiAnswer } from '../access/kubernetes-api.ts';
import { readFailure } from '../objects/read-failure.ts';
import { KubernetesObject } from '../objects/kubernetes-object.ts';
import { readConflicts, type FieldConflict } from './judge-conflict.ts';

/** What became of one object. */
export type Applied =
  | { readonly result: 'applied'; readonly action: 'created' | 'changed' | 'unchanged' }
  | { readonly result: 'conflict'; readonly conflicts: readonly FieldConflict[] }
  /** Its name space or its definition is not there (yet). */
  | { readonly result: 'absent'; readonly words: string }
  /** It goes away just now, or what must admit it does not answer: ask again. */
  | { readonly result: 'later'; readonly words: string }
  | { readonly result: 'forbidden'; readonly words: string }
  | { readonly result: 'refused'; readonly words: string };

/** A webhook that is not reachable yet, a cache that has not seen the name space or the definition. */
const NOT_YET = /failed calling webhook|no endpoints available|being terminated|being deleted/i;

/** Reads the answer to one server-side apply, given what was there before. */
export function judgeApplied(answer: ApiAnswer, before: KubernetesObject | undefined): Applied {
  const { status, body } = answer;
  if (status === 201) return { result: 'applied', action: 'created' };
  if (status === 200) return judgeChange(body, before);
  const failure = readFailure(body);
  const words = describeFailure(body, status);
  const conflicts = readConflicts(failure);
  if (status === 409 && conflicts.length > 0) return { result: 'conflict', conflicts };
  if (status === 409 || NOT_YET.test(failure.message)) return { result: 'later', words };
  if (status === 404) return { result: 'absent', words };
  if (status === 403) return judgeForbidden(failure.message, words);
  return { result: 'refused', words };
}

/** Admission refuses with the same status as missing rights: the words tell them apart. */
function judgeForbidden(message: string, words: string): Applied {
  const missingRights = / cannot (?:get|create|patch|update|list) resource /.test(message);
  return missingRights ? { result: 'forbidden', words } : { result: 'refused', words };
}

function judgeChange(body: unknown, before: KubernetesObject | undefined): Applied {
  // Somebody else has made it meanwhile: it was there, and what it was is not known.
  if (before === undefined) return { result: 'applied', action: 'changed' };
  const after = KubernetesObject.safeParse(body);
  if (after.success && after.data.metadata['deletionTimestamp'] !== undefined) {
    return { result: 'later', words: 'it is being deleted; what is applied now goes away with it' };
  }
  const same = after.success && isDeepStrictEqual(contentOf(after.data), contentOf(before));
  return { result: 'applied', action: same ? 'unchanged' : 'changed' };
}

/** Who manages what, and how far it is, is not what was asked for: both move by themselves. */
function contentOf({ metadata, ...object }: KubernetesObject): object {
  const told = Object.entries(metadata).filter(([key]) => !KEPT_BY_THE_SERVER.includes(key));
  const content = Object.entries(object).filter(([key]) => key !== 'status');
  return { ...Object.fromEntries(content), metadata: Object.fromEntries(told) };
}

const KEPT_BY_THE_SERVER = ['managedFields', 'resourceVersion', 'generation'];

function describeFailure(body: unknown, status: number): string {
  const { message, reason } = readFailure(body);
  return `${reason === '' ? String(status) : reason}: ${message}`;
}
