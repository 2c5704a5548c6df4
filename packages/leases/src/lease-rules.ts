import { UNSETTLED_INTENTS_MAX } from './limits.ts';
import type { Intent, Lease, ServiceRecord } from './model.ts';
import type { OpenRequest } from './store.ts';
import { isHeldBy } from './owner-identity.ts';

/** A lease that nobody has ever taken. */
export const FREE_LEASE: Lease = {
  term: 0,
  turn: 0,
  turnDeadlineMilliseconds: 0,
  unsettled: [],
  lastSequence: 0,
};

export type OpenMove =
  /** Free: the next term, with a new incident or the one that was left open. */
  | { readonly move: 'take'; readonly incident: 'new' | 'same'; readonly takeover: boolean }
  /** Ours already: the next turn. */
  | { readonly move: 'next-turn' }
  /** Ours, but a person declared us over. */
  | { readonly move: 'declared-over' }
  /** Another's: its incident gets our trigger. */
  | { readonly move: 'join'; readonly incidentId: string }
  | { readonly move: 'busy' };

/** What opening comes to, for a lease and an open incident as they were read. */
export function decideOpen(
  record: Pick<ServiceRecord, 'lease' | 'openIncident'>,
  request: Pick<OpenRequest, 'owner' | 'proof'>,
): OpenMove {
  const { lease, openIncident } = record;
  const incident = openIncident === undefined ? 'new' : 'same';
  if (lease.owner === undefined) return { move: 'take', incident, takeover: false };
  if (isHeldBy(lease, request.owner)) {
    return { move: lease.declaredOver === undefined ? 'next-turn' : 'declared-over' };
  }
  if (isJudged(lease, request.proof)) return { move: 'take', incident, takeover: true };
  if (openIncident === undefined) return { move: 'busy' };
  return { move: 'join', incidentId: openIncident.id };
}

/** A proof counts for the very lease that was judged: a later turn or intent makes it void. */
function isJudged(lease: Lease, proof: OpenRequest['proof']): boolean {
  return (
    proof !== undefined &&
    proof.judged.term === lease.term &&
    proof.judged.turn === lease.turn &&
    proof.judged.lastSequence === lease.lastSequence
  );
}

/** The calls that may still take effect, when these are settled. */
export function stillUnsettled(lease: Lease, settled: readonly number[]): readonly Intent[] {
  return lease.unsettled.filter(({ sequence }) => !settled.includes(sequence));
}

export type IntentMove =
  | { readonly move: 'found'; readonly intent: Intent }
  | { readonly move: 'full'; readonly unsettled: readonly Intent[] }
  | { readonly move: 'append'; readonly intent: Intent; readonly unsettled: readonly Intent[] };

/** The lease's list with one more intent, without what is settled; a recorded one is found. */
export function appendIntent(
  lease: Lease,
  intent: Omit<Intent, 'sequence'>,
  settled: readonly number[],
): IntentMove {
  const known = lease.unsettled.find(({ token }) => token !== undefined && token === intent.token);
  if (known !== undefined) return { move: 'found', intent: known };
  const unsettled = stillUnsettled(lease, settled);
  if (unsettled.length >= UNSETTLED_INTENTS_MAX) return { move: 'full', unsettled };
  const again = unsettled.some((open) => isSameChange(open, intent));
  const marked = unsettled.map((open) =>
    isSameChange(open, intent) ? { ...open, repeated: true as const } : open,
  );
  const sequence = lease.lastSequence + 1;
  const next: Intent = { ...intent, sequence, ...(again ? { repeated: true as const } : {}) };
  return { move: 'append', intent: next, unsettled: [...marked, next] };
}

function isSameChange(
  one: Pick<Intent, 'call' | 'on'>,
  other: Pick<Intent, 'call' | 'on'>,
): boolean {
  return one.call === other.call && one.on.join('\n') === other.on.join('\n');
}
