import type { Intent, Lease } from './model.ts';
import { atWords, describeHolder } from './owner-identity.ts';

/** The lease that was judged. A takeover is valid for exactly this one (a condition of the write). */
export interface JudgedLease {
  readonly term: number;
  readonly turn: number;
  /** An intent written after the judgement makes it void. */
  readonly lastSequence: number;
}

/** How an owner is known to be finished (rule 3). Time alone proves nothing. */
export type OwnerProof = { readonly judged: JudgedLease } & (
  | { readonly by: 'terminal'; readonly status: string }
  | { readonly by: 'gone-and-turn-over' }
  | { readonly by: 'local-turn-over' }
  | { readonly by: 'declared'; readonly person: string; readonly reason: string }
);

/** What was seen of an intent's effect in the world. */
export type IntentEvidence = 'effect-seen' | 'unknown';

/** What the service says of the owning execution, when it can be asked. */
export type OwnerStatus = 'running' | 'terminal' | 'gone' | 'unknown' | 'not-an-execution';

export type TakeoverDecision =
  | { readonly allowed: true; readonly proof: OwnerProof; readonly reason: string }
  | { readonly allowed: false; readonly reason: string; readonly lookAgainAtMilliseconds?: number };

export interface TakeoverQuestion {
  readonly lease: Lease;
  readonly ownerStatus: OwnerStatus;
  readonly ownerStatusWord: string;
  readonly evidence: (intent: Intent) => IntentEvidence;
  readonly nowMilliseconds: number;
}

export type TakeoverRule = (question: TakeoverQuestion) => TakeoverDecision;

/** The longest that a signed request can still arrive, in milliseconds (field: SigV4). */
export const SIGNED_REQUEST_LIFE_MS = 5 * 60_000;

/**
 * How far a person's machine may be from AWS's time (rule 14): its owner stops at its deadline by a
 * clock that may run this much behind. Its requests need no such allowance: the clock that keeps
 * their send-by also dates their signatures, whose life AWS counts by its own.
 */
export const LOCAL_CLOCK_SKEW_ALLOWANCE_MS = 30_000;

/**
 * Whether a lease may be taken from its owner (rule 3): its end is proved or declared, its
 * invocation's deadline is past (an invocation goes on after a terminal status), and each of its
 * calls is settled: its effect is seen, or it can no longer arrive.
 */
export function decideTakeover(question: TakeoverQuestion): TakeoverDecision {
  const { lease, nowMilliseconds: now } = question;
  if (lease.owner === undefined) {
    return {
      allowed: false,
      reason: `Nobody holds the lease (${describeHolder(lease)}): open it.`,
    };
  }
  const end = proveEnd(question);
  if ('why' in end) return { allowed: false, reason: `${describeHolder(lease)}: ${end.why}` };
  const turnOverAt = lease.turnDeadlineMilliseconds + skewAllowance(lease);
  const open = lease.unsettled.filter((intent) => !isSettled(intent, question));
  const waitUntil = Math.max(
    turnOverAt,
    ...open.map((intent) => intent.sendByMilliseconds + SIGNED_REQUEST_LIFE_MS),
  );
  if (now > turnOverAt && open.length === 0) {
    const reason = `${end.words}; its turn ended by ${atWords(turnOverAt)}; ${settledWords(lease)}.`;
    return { allowed: true, proof: end.proof, reason };
  }
  const lookAgainAtMilliseconds = waitUntil + 1;
  const reason = `${end.words}, but ${waitingWords(turnOverAt, open, now)}.`;
  return { allowed: false, reason, lookAgainAtMilliseconds };
}

/** Whether an intent's call has had its effect or can no longer have one. */
export function isSettled(
  intent: Intent,
  question: Pick<TakeoverQuestion, 'evidence' | 'nowMilliseconds'>,
): boolean {
  const diesAt = intent.sendByMilliseconds + SIGNED_REQUEST_LIFE_MS;
  return question.nowMilliseconds > diesAt || question.evidence(intent) === 'effect-seen';
}

type End = { readonly proof: OwnerProof; readonly words: string } | { readonly why: string };

function proveEnd({ lease, ownerStatus, ownerStatusWord }: TakeoverQuestion): End {
  const judged = { term: lease.term, turn: lease.turn, lastSequence: lease.lastSequence };
  if (ownerStatus === 'terminal') {
    const words = `The owner's execution is over (${ownerStatusWord})`;
    return { proof: { judged, by: 'terminal', status: ownerStatusWord }, words };
  }
  if (ownerStatus === 'gone') {
    return { proof: { judged, by: 'gone-and-turn-over' }, words: "The owner's execution is gone" };
  }
  // Only a local owner ends with its turn: a status that does not fit its owner proves nothing.
  if (ownerStatus === 'not-an-execution' && lease.owner?.kind === 'local') {
    return { proof: { judged, by: 'local-turn-over' }, words: 'The local owner renewed no turn' };
  }
  if (lease.declaredOver !== undefined) {
    const { by, reason, atMilliseconds } = lease.declaredOver;
    const words = `${by} declared the owner over at ${atWords(atMilliseconds)} (${reason})`;
    return { proof: { judged, by: 'declared', person: by, reason }, words };
  }
  if (ownerStatus === 'running') {
    return {
      why: `its execution is running (${ownerStatusWord}); only a person may declare it over.`,
    };
  }
  return { why: `its end is not known (${ownerStatusWord}), and time alone proves nothing.` };
}

function skewAllowance(lease: Lease): number {
  return lease.owner?.kind === 'local' ? LOCAL_CLOCK_SKEW_ALLOWANCE_MS : 0;
}

function settledWords(lease: Lease): string {
  const count = lease.unsettled.length;
  return count === 0 ? 'it left no call open' : `its ${count} open call(s) are settled`;
}

function waitingWords(turnOverAt: number, open: readonly Intent[], now: number): string {
  const turn = now > turnOverAt ? [] : [`its turn may go on until ${atWords(turnOverAt)}`];
  const calls = open.map(
    ({ call, on, sendByMilliseconds }) =>
      `${call} on ${on.join(', ')} may arrive until ` +
      atWords(sendByMilliseconds + SIGNED_REQUEST_LIFE_MS),
  );
  return [...turn, ...calls].join('; ');
}
