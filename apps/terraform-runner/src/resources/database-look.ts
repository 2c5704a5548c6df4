import type { RdsReads } from '@understudy/aws-clients';
import type { AskedResource, ResourceLook } from './resource-reads.ts';

/** RDS's words for a database that will not become available by itself. */
const FAILED = /^(?:failed|incompatible-.*|restore-error|inaccessible-.*)$/;

/** How a database is: what RDS says under its identifier. */
export async function databaseLook(
  rds: Pick<RdsReads, 'describeDatabases'>,
  attributes: AskedResource['attributes'],
  signal: AbortSignal,
): Promise<ResourceLook> {
  const id = attributes['identifier'];
  if (typeof id !== 'string' || id === '') {
    return { state: 'unknown', words: 'without an identifier', tags: {} };
  }
  const [database] = await rds.describeDatabases([id], { signal });
  if (database === undefined) return { state: 'absent', words: 'not there', tags: {} };
  const { status, tags } = database;
  return { state: stateOf(status), words: `"${status}" in RDS`, tags, importId: id };
}

function stateOf(status: string): ResourceLook['state'] {
  if (status === 'available') return 'ready';
  return FAILED.test(status) ? 'failed' : 'pending';
}
