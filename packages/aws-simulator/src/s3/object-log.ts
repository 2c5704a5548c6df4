import type { ApiCall } from '../kernel/world.ts';
import { currentObject, type Bucket, type S3Store } from './bucket.ts';

/** Writes to the world's log what becomes of an object as plain reads see it: tag to tag. */
export function recordChange(
  { world }: S3Store,
  bucket: Bucket,
  key: string,
  to: string,
  call: Pick<ApiCall, 'cause'> & { readonly requestId?: string },
): void {
  world.log.append({
    kind: 'effect',
    at: world.clock.now(),
    subject: `object/${bucket.name}/${key}`,
    from: currentObject(bucket, key)?.etag ?? 'absent',
    to,
    cause: call.cause,
    ...(call.requestId === undefined ? {} : { requestId: call.requestId }),
  });
}
