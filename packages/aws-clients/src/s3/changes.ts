import {
  DeleteObjectCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Clock } from '@understudy/clock';
import { isUnderstudyError } from '@understudy/errors';
import { present } from '../calls/answers.ts';
import { guardChanges } from '../calls/permit-guard.ts';
import { callsOf, sendChange } from '../calls/send.ts';
import type { ObjectChanges, WriteCondition } from '../object-ports.ts';

/** What a user's objects are asked to become: each under a permit, sent once, on a condition. */
export function createObjectChanges(outside: {
  readonly client: S3Client;
  readonly clock: Pick<Clock, 'now'>;
}): ObjectChanges {
  const { client, clock } = outside;
  guardChanges(client, clock);
  const call = callsOf('s3', client);
  return {
    async put(permit, { bucket, key, content, contentType, metadata }, condition) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: content,
        ...(contentType === undefined ? {} : { ContentType: contentType }),
        ...(metadata === undefined ? {} : { Metadata: { ...metadata } }),
        ...conditionOf(condition),
      });
      const sent = sendChange(call('PutObject'), permit, command, (sending) =>
        client.send(command, sending),
      );
      // Nothing there is not what was looked at either.
      return await answered(sent.then(written)).catch((error: unknown) =>
        orAbsent(error, 'condition-failed'),
      );
    },

    async delete(permit, { bucket, key }, condition) {
      const command = new DeleteObjectCommand({
        Bucket: bucket,
        Key: key,
        ...conditionOf(condition),
      });
      const sent = sendChange(call('DeleteObject'), permit, command, (sending) =>
        client.send(command, sending),
      );
      return await answered(sent.then(() => ({ result: 'deleted' }) as const)).catch(
        (error: unknown) => orAbsent(error, 'absent'),
      );
    },
  };
}

function conditionOf(condition: WriteCondition): { IfMatch: string } | { IfNoneMatch: string } {
  return condition.kind === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.etag };
}

function written({ ETag: etag, VersionId: versionId }: PutObjectCommandOutput) {
  return {
    result: 'written',
    etag: present(etag, "the object's tag"),
    ...(versionId === undefined ? {} : { versionId }),
  } as const;
}

/** S3's refusals that are answers. */
const REFUSALS: Readonly<Record<string, 'condition-failed' | 'conflict'>> = {
  PreconditionFailed: 'condition-failed',
  ConditionalRequestConflict: 'conflict',
  OperationAborted: 'conflict',
};

async function answered<T>(
  sent: Promise<T>,
): Promise<T | { readonly result: 'condition-failed' | 'conflict' }> {
  try {
    return await sent;
  } catch (error) {
    const result = REFUSALS[awsCodeOf(error)];
    if (result !== undefined) return { result };
    throw error;
  }
}

function orAbsent<Result extends string>(
  error: unknown,
  result: Result,
): { readonly result: Result } {
  if (awsCodeOf(error) === 'NoSuchKey') return { result };
  throw error;
}

function awsCodeOf(error: unknown): string {
  return isUnderstudyError(error) ? String(error.fields['awsCode']) : '';
}
