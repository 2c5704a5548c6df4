import {
  CopyObjectCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isUnderstudyError, TerminalError } from '@understudy/errors';
import { present } from '../calls/answers.ts';
import { callsOf, sendRead } from '../calls/send.ts';
import type { ObjectLocation, ObjectRecords } from '../object-ports.ts';

/** Everything beneath it is Understudy's own; nothing of the user's is. */
export const RECORDS_PREFIX = 'understudy/';

/** Copies of the state and the like. Repeating one does no harm, so the client may. */
export function createObjectRecords({ client }: { readonly client: S3Client }): ObjectRecords {
  const call = callsOf('s3', client);
  return {
    async copy(from, toKey, options = {}) {
      refuseForeignKey(toKey);
      const command = new CopyObjectCommand({
        Bucket: from.bucket,
        Key: toKey,
        CopySource: sourceOf(from),
      });
      const answer = await sendRead(call('CopyObject'), options, (sending) =>
        client.send(command, sending),
      );
      const etag = present(answer.CopyObjectResult?.ETag, "the copy's tag");
      return { etag, ...(answer.VersionId === undefined ? {} : { versionId: answer.VersionId }) };
    },

    async keep({ bucket, key, content }, options = {}) {
      refuseForeignKey(key);
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      });
      try {
        await sendRead(call('PutObject'), options, (sending) => client.send(command, sending));
        return 'kept';
      } catch (thrown) {
        if (isUnderstudyError(thrown) && thrown.fields['awsCode'] === 'PreconditionFailed') {
          return 'kept-before';
        }
        throw thrown;
      }
    },

    async remove({ bucket, key }, options = {}) {
      refuseForeignKey(key);
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      await sendRead(call('DeleteObject'), options, (sending) => client.send(command, sending));
    },
  };
}

function refuseForeignKey(key: string): void {
  if (key.startsWith(RECORDS_PREFIX) && !key.split('/').includes('..')) return;
  throw new TerminalError(
    'NotARecord',
    `${key}: expected a key beneath ${RECORDS_PREFIX}, found another. What is the user's is ` +
      'changed under a permit only.',
    { fields: { key } },
  );
}

function sourceOf({ bucket, key, versionId }: ObjectLocation): string {
  const path = [bucket, ...key.split('/')].map(encodeURIComponent).join('/');
  return versionId === undefined ? path : `${path}?versionId=${encodeURIComponent(versionId)}`;
}
