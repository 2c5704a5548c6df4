import { RetryableError } from '@understudy/errors';

import type { Intent, JoinedTrigger, Lease, LeaseKey, Owner, ServiceRecord } from '../model.ts';
import { isHeldBy } from '../owner-identity.ts';
import type { LeaseStore, OpenRequest, OpenResult } from '../store.ts';
import { decideTakeover, type OwnerProof, type OwnerStatus } from '../takeover-rules.ts';

/** What can be asked of the world about a lease's owner and its calls. */
export interface OwnerWorld {
  /**
   * The service's word for an execution: `running`, `gone`, another word when it has ended;
   * `undefined` when it cannot be asked.
   */
  readonly statusOf: (executionArn: string) => Promise<string | undefined>;
  /** The numbers of those calls whose effect is seen. Asked only of an owner that does not run. */
  readonly effectsSeen: (intents: readonly Intent[]) => Promise<ReadonlySet<number>>;
}

export interface TakeRequest {
  readonly key: LeaseKey;
  readonly owner: Owner;
  readonly invocation: { readonly deadlineMilliseconds: number; readonly executionArn: string };
  readonly incidentId: string;
  readonly trigger: Omit<JoinedTrigger, 'atMilliseconds' | 'execution'>;
  /** Of a new incident: what it is for, when it is not a recovery. */
  readonly purpose?: OpenRequest['purpose'];
  readonly clock: { now(): number };
}

export type TakeResult =
  | {
      readonly holding: true;
      readonly opened: Extract<OpenResult, { readonly result: 'opened' | 'resumed' }>;
      /** Why the lease could be taken from another. */
      readonly takeover?: string;
    }
  /** A live owner has it: the trigger joined its incident. */
  | { readonly holding: false; readonly incidentId: string; readonly sentence: string };

/**
 * Takes the lease and opens the incident, goes on with one that was left, or joins a live one. From
 * another owner only on proof (rule 3). Throws the retryable `LeaseBusy` while it is given back.
 */
export async function takeLease(
  store: Pick<LeaseStore, 'open'>,
  { lease }: Pick<ServiceRecord, 'lease'>,
  request: TakeRequest,
  world: OwnerWorld,
): Promise<TakeResult> {
  const { key, owner, invocation, incidentId, trigger, clock } = request;
  const takeover = await proveOwnerEnded(lease, request, world);
  const opened = await store.open({
    key,
    owner,
    turnDeadlineMilliseconds: invocation.deadlineMilliseconds,
    incidentId,
    trigger: { ...trigger, execution: invocation.executionArn },
    nowMilliseconds: clock.now(),
    ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
    ...(takeover?.proof ? { proof: takeover.proof } : {}),
  });
  if (opened.result === 'busy') {
    throw new RetryableError(
      'LeaseBusy',
      `the lease of ${key.slice(key.indexOf('#') + 1)} is being given back; looking again`,
      { fields: { lease: key } },
    );
  }
  if (opened.result === 'joined') {
    const waiting = takeover && !takeover.proof ? ` ${takeover.reason}` : '';
    const sentence = `${opened.incidentId} has it.${waiting}`;
    return { holding: false, incidentId: opened.incidentId, sentence };
  }
  return { holding: true, opened, ...(takeover?.proof ? { takeover: takeover.reason } : {}) };
}

/** Whether another's lease may be taken: its owner's end is proved and its calls are settled. */
async function proveOwnerEnded(
  lease: Lease,
  { owner, clock }: TakeRequest,
  world: OwnerWorld,
): Promise<{ readonly proof?: OwnerProof; readonly reason: string } | undefined> {
  if (!lease.owner || isHeldBy(lease, owner)) return undefined;
  const { status, word } = await askOwner(lease.owner, world);
  const looks = lease.unsettled.length > 0 && status !== 'running';
  const seen = looks ? await world.effectsSeen(lease.unsettled) : new Set<number>();
  const judged = decideTakeover({
    lease,
    ownerStatus: status,
    ownerStatusWord: word,
    evidence: ({ sequence }) => (seen.has(sequence) ? 'effect-seen' : 'unknown'),
    nowMilliseconds: clock.now(),
  });
  const { reason } = judged;
  return judged.allowed ? { proof: judged.proof, reason } : { reason };
}

async function askOwner(
  owner: Owner,
  { statusOf }: OwnerWorld,
): Promise<{ readonly status: OwnerStatus; readonly word: string }> {
  if (owner.kind === 'local') return { status: 'not-an-execution', word: 'a local run' };
  const word = await statusOf(owner.executionArn);
  if (word === undefined) return { status: 'unknown', word: 'its status could not be asked' };
  if (word === 'running' || word === 'gone') return { status: word, word };
  return { status: 'terminal', word };
}
