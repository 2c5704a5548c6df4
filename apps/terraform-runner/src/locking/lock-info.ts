import { RetryableError } from '@understudy/errors';
import type { TerraformRequest } from '@understudy/recovery-messages';
import * as z from 'zod';
import type { ObjectStore } from '../archive/object-store.ts';

/** Terraform's lock file, whose fields are fixed. What is written there is anybody's. */
const LockFile = z.object({
  ID: z.string().min(1).max(128),
  Operation: z.string().max(128).default(''),
  Who: z.string().max(512).default(''),
  Created: z.string().max(64).default(''),
});

/** A lock of a state, as it lies in the bucket. */
export interface LockInfo {
  readonly id: string;
  readonly who: string;
  readonly createdAt: string;
  readonly operation: string;
}

/** Terraform's own are some 300 bytes. */
const LOCK_FILE_BYTES_MAX = 16 * 1024;

/** The state's lock; `undefined`: nobody has it. */
export async function readLock(
  objects: ObjectStore,
  state: TerraformRequest['state'],
  signal: AbortSignal,
): Promise<LockInfo | undefined> {
  const key = `${state.key}.tflock`;
  const found = await objects.open({ bucket: state.bucket, key }, signal);
  if (found === undefined) return undefined;
  const parsed = LockFile.safeParse(toData(await readText(found.bytes)));
  if (!parsed.success) {
    // Terraform would not understand it either, and would not get past it.
    return { id: 'unreadable', who: 'unknown', createdAt: '', operation: 'unknown' };
  }
  const { ID, Who, Created, Operation } = parsed.data;
  return { id: ID, who: Who, createdAt: Created, operation: Operation };
}

/** What is in the bucket under this state's name: `<bucket>/<key>`. */
export function statePathOf(state: TerraformRequest['state']): string {
  return `${state.bucket}/${state.key}`;
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LOCK_FILE_BYTES_MAX) {
      throw new RetryableError(
        'LockTooLarge',
        `Expected a lock file of at most ${LOCK_FILE_BYTES_MAX} bytes, found more. It is not ` +
          "Terraform's: look at it by hand.",
      );
    }
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function toData(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
