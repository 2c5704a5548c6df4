import type { ObjectReads } from '@understudy/aws-clients';
import type { TerraformRequest } from '@understudy/recovery-messages';
import * as z from 'zod';

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

/** What cannot be read is a lock all the same: Terraform would not get past it either. */
const UNREADABLE: LockInfo = {
  id: 'unreadable',
  who: 'somebody unknown',
  createdAt: 'an unknown time',
  operation: 'unknown',
};

/** The state's lock; `undefined`: nobody has it. */
export async function readLock(
  objects: Pick<ObjectReads, 'read'>,
  state: TerraformRequest['state'],
  signal: AbortSignal,
): Promise<LockInfo | undefined> {
  const location = { bucket: state.bucket, key: `${state.key}.tflock` };
  const found = await objects.read(location, { bytesMax: LOCK_FILE_BYTES_MAX, signal });
  if (found === undefined) return undefined;
  const parsed = LockFile.safeParse(toData(Buffer.from(found.content).toString('utf8')));
  if (!parsed.success) return UNREADABLE;
  const { ID, Who, Created, Operation } = parsed.data;
  return { id: ID, who: Who, createdAt: Created, operation: Operation };
}

/** What is in the bucket under this state's name: `<bucket>/<key>`. */
export function statePathOf(state: TerraformRequest['state']): string {
  return `${state.bucket}/${state.key}`;
}

function toData(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
