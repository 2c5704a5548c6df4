import type { DatabaseFact } from '@understudy/aws-clients';

/** What a look at the replica comes to, before it is promoted. */
export type ReplicaJudgement =
  | { readonly is: 'promoted'; readonly sentence: string }
  | { readonly is: 'promotable'; readonly sentence: string }
  | { readonly is: 'busy'; readonly sentence: string }
  | { readonly is: 'missing' | 'not-a-replica'; readonly sentence: string };

/** The status stays `available` for up to a minute after the request; this much more is room. */
const UNSEEN_SECONDS = 90;

/**
 * Done only if this incident recorded it: a database without a source that nobody here promoted may
 * have been promoted last month, and may miss all that was written since.
 */
export function judgeReplica(
  id: string,
  database: DatabaseFact | undefined,
  asked: { readonly requestedAtMilliseconds?: number; readonly nowMilliseconds: number },
): ReplicaJudgement {
  const { requestedAtMilliseconds: requestedAt, nowMilliseconds } = asked;
  if (!database) return { is: 'missing', sentence: `There is no database ${id}.` };
  const { source, status } = database;
  if (source === undefined) {
    return requestedAt !== undefined
      ? { is: 'promoted', sentence: `${id} has no source any more.` }
      : {
          is: 'not-a-replica',
          sentence: `${id} has no source, and this incident did not promote it.`,
        };
  }
  if (status !== 'available') return { is: 'busy', sentence: `${id} is ${status}.` };
  if (requestedAt !== undefined && nowMilliseconds - requestedAt < UNSEEN_SECONDS * 1_000) {
    return { is: 'busy', sentence: `${id} was asked for, and may not show it yet.` };
  }
  return { is: 'promotable', sentence: `${id} is a replica of ${source.id}.` };
}
