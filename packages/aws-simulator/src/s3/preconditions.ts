import { AwsFault } from '../kernel/aws-fault.ts';
import type { ObjectVersion, StoredVersion } from './bucket.ts';
import { noSuchKey, notImplemented, preconditionFailed } from './s3-faults.ts';

/** Conditions of a write or a deletion. */
export interface WriteConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
}

export interface ReadConditions extends WriteConditions {
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/**
 * Whether a write may take place. It is decided and the write made in one step of the simulator,
 * so that of several writes with the same condition exactly one wins.
 * documented: `If-None-Match` takes `*` only; `If-Match` on an absent object is a 404.
 */
export function refuseUnmetWrite(
  key: string,
  current: StoredVersion | undefined,
  { IfMatch: match, IfNoneMatch: noneMatch }: WriteConditions,
): void {
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw notImplemented('If-None-Match with anything but * on a write');
  }
  if (noneMatch !== undefined && match !== undefined) {
    throw notImplemented('If-Match and If-None-Match on one write');
  }
  if (noneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
  if (match === undefined) return;
  if (!current) throw noSuchKey(key);
  if (!matches(match, current)) throw preconditionFailed('If-Match');
}

/**
 * documented: evaluated on the current version only; a delete marker never matches. Believed: what
 * never existed is a 404.
 */
export function refuseUnmetDeletion(
  key: string,
  newest: ObjectVersion | undefined,
  match: string | undefined,
): void {
  if (match === undefined) return;
  if (!newest) throw noSuchKey(key);
  if (newest.kind === 'delete-marker' || !matches(match, newest)) {
    throw preconditionFailed('If-Match');
  }
}

/** documented: the tags decide where both they and times are given. Times count in seconds. */
export function refuseUnmetRead(object: StoredVersion, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const { modifiedAtMilliseconds: modified } = object;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object)) throw preconditionFailed('If-Match');
  } else if (IfUnmodifiedSince && modified > IfUnmodifiedSince.getTime()) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object)) throw notModified();
  } else if (IfModifiedSince && modified <= IfModifiedSince.getTime()) throw notModified();
}

function notModified(): AwsFault {
  return new AwsFault('NotModified', 304, 'Not Modified');
}

/** Clients send tags with and without their quotes, one or several. */
function matches(condition: string, { etag }: StoredVersion): boolean {
  return condition.split(',').some((each) => {
    const tag = each.trim().replace(/^W\//, '');
    return tag === '*' || tag === etag || `"${tag}"` === etag;
  });
}
