import type { ApiCall } from '../kernel/world.ts';
import { currentObject, type Bucket, type S3Store } from './bucket.ts';

/** Who changes an object: a call, or the story's narrator. */
export type ObjectOrigin = Pick<ApiCall, 'cause'> & { readonly requestId?: string };

/**
 * Makes a change and writes to the world's log what became of the object as plain reads see it,
 * from tag to tag. After the change: who listens to the log looks at what is.
 */
export function changeObject(
  store: S3Store,
  bucket: Bucket,
  key: string,
  origin: ObjectOrigin,
  change: () => void,
): void {
  const before = currentObject(bucket, key);
  change();
  const after = currentObject(bucket, key);
  if (before === after) return;
  store.world.log.append({
    kind: 'effect',
    at: store.world.clock.now(),
    subject: `object/${bucket.name}/${key}`,
    from: before?.etag ?? 'absent',
    to: after?.etag ?? 'absent',
    cause: origin.cause,
    ...(origin.requestId === undefined ? {} : { requestId: origin.requestId }),
  });
}
