import type { DatabaseEventFact, DatabaseFact } from '@understudy/aws-clients';
import type { LeaseKey, SurrenderRecord } from '@understudy/leases';
import type { DeploymentResult } from '@understudy/recovery-messages';

/** The parts of a fence, in the order in which they are made (design, section 8). */
export const FENCE_PARTS = ['surrendered-marker', 'applications', 'database'] as const;
export type FencePart = (typeof FENCE_PARTS)[number];

/** Evidence that a part of the old region cannot act. Silence is `unknown`. */
export interface PartEvidence {
  readonly part: FencePart;
  readonly verdict: 'fenced' | 'not-fenced' | 'unknown';
  readonly words: string;
  readonly atMilliseconds: number;
}

/** What is remembered of the database's fence: evidence that one look cannot give. */
export interface DatabaseNotes {
  /** When its groups were first seen closed and in effect. */
  readonly closedAtMilliseconds?: number;
  readonly rebootAskedAtMilliseconds?: number;
  /** A restart after that was seen: no connection is older. */
  readonly restartedAtMilliseconds?: number;
}

export type DatabaseAct = 'close' | 'reboot' | 'wait' | 'none';

export interface DatabaseJudgement {
  readonly verdict: PartEvidence['verdict'];
  readonly words: string;
  /** What to do next. */
  readonly act: DatabaseAct;
  /** With what this look adds. */
  readonly notes: DatabaseNotes;
}

/** RDS's words for a boot that ended; a boot cuts every connection. */
const RESTARTED = /restarted|failover completed|instance started/i;

/** RDS takes changes of groups in these; others are waited out. */
const CHANGEABLE: ReadonlySet<string> = new Set(['available', 'storage-full']);

/** A reboot that was asked for this long ago and has not been seen is asked for again. */
export const REBOOT_AGAIN_SECONDS = 300;

/**
 * The database is fenced when every group of it is the closed one, in effect, **and** it was
 * restarted since: a change of groups leaves tracked connections alive (rule 5).
 */
export function judgeDatabaseFence(question: {
  readonly fact: DatabaseFact | undefined;
  readonly events: readonly DatabaseEventFact[];
  readonly closedGroup: string | undefined;
  readonly notes: DatabaseNotes;
  readonly nowMilliseconds: number;
}): DatabaseJudgement {
  const { fact, closedGroup, notes, nowMilliseconds } = question;
  const say = (
    verdict: PartEvidence['verdict'],
    words: string,
    act: DatabaseAct,
    more = notes,
  ) => ({
    verdict,
    words,
    act,
    notes: more,
  });
  // A wrong name must not pass for a fence.
  if (!fact) return say('unknown', 'there is no database of this name', 'none');
  if (fact.source) {
    return say(
      'fenced',
      `${fact.id} is a replica of ${fact.source.id}: it takes no writes`,
      'none',
    );
  }
  if (fact.status === 'stopped') return say('fenced', `${fact.id} is stopped`, 'none');
  if (closedGroup === undefined) {
    return say('unknown', 'the plan names no closed security group', 'none');
  }
  if (!isClosed(fact, closedGroup)) {
    const words = `${fact.id} is ${fact.status}, with ${groupWords(fact)}`;
    // Notes of an earlier closing are void: somebody opened it since.
    return say('not-fenced', words, CHANGEABLE.has(fact.status) ? 'close' : 'wait', {});
  }
  const closedAtMilliseconds = notes.closedAtMilliseconds ?? nowMilliseconds;
  const restarted = restartedSince(question, closedAtMilliseconds);
  const known = { ...notes, closedAtMilliseconds, ...restarted };
  if (known.restartedAtMilliseconds !== undefined) {
    const when = new Date(known.restartedAtMilliseconds).toISOString();
    const words = `${fact.id} is behind ${closedGroup} and was restarted at ${when}`;
    return say('fenced', words, 'none', known);
  }
  const words = `${fact.id} is behind ${closedGroup}; connections from before may live on until it restarts`;
  const asked = known.rebootAskedAtMilliseconds ?? Number.NEGATIVE_INFINITY;
  const again = nowMilliseconds - asked > REBOOT_AGAIN_SECONDS * 1_000;
  return say('unknown', words, again && fact.status === 'available' ? 'reboot' : 'wait', known);
}

function isClosed({ securityGroups }: DatabaseFact, closedGroup: string): boolean {
  return (
    securityGroups.length > 0 &&
    securityGroups.every(({ id, status }) => id === closedGroup && status === 'active')
  );
}

function groupWords({ securityGroups }: DatabaseFact): string {
  return securityGroups.map(({ id, status }) => `${id} (${status})`).join(', ') || 'no group';
}

function restartedSince(
  { events, notes }: Parameters<typeof judgeDatabaseFence>[0],
  closedAtMilliseconds: number,
): Pick<DatabaseNotes, 'restartedAtMilliseconds'> {
  if (notes.restartedAtMilliseconds !== undefined) return {};
  const seen = events.find(
    ({ message, atMilliseconds }) =>
      atMilliseconds >= closedAtMilliseconds && RESTARTED.test(message),
  );
  return seen ? { restartedAtMilliseconds: seen.atMilliseconds } : {};
}

type Judgement = Pick<PartEvidence, 'verdict' | 'words'>;

/** What the deployer says of the old region's workloads: none of them runs a pod, or wants one. */
export function judgeApplicationsFence(answer: DeploymentResult): Judgement {
  const { outcome, sentence, rollouts } = answer;
  if (outcome === 'unreachable') return { verdict: 'unknown', words: sentence };
  if (outcome === 'refused' || outcome === 'failed' || outcome === 'conflict') {
    return { verdict: 'unknown', words: sentence };
  }
  const running = rollouts.filter(({ ready, desired }) => ready > 0 || desired > 0);
  // Still under way with nothing named: what is left is not known, and silence is no evidence.
  if (running.length === 0 && outcome === 'progressing') {
    return { verdict: 'unknown', words: sentence };
  }
  if (running.length === 0) {
    return { verdict: 'fenced', words: `no pod is left of ${rollouts.length} workloads` };
  }
  const words = running.map((one) => `${one.name} ${one.ready}/${one.desired}`).join(', ');
  return { verdict: 'not-fenced', words: `workloads still run: ${words}` };
}

/** Every service and plan of the old region carries the marker, at this epoch or a later one. */
export function judgeMarkers(
  wanted: readonly LeaseKey[],
  found: ReadonlyMap<LeaseKey, SurrenderRecord>,
  epoch: number,
): Judgement {
  const missing = wanted.filter((key) => {
    const marker = found.get(key);
    return marker?.state !== 'surrendered' || marker.epoch < epoch;
  });
  if (missing.length === 0) {
    return { verdict: 'fenced', words: `${wanted.length} records are marked at epoch ${epoch}` };
  }
  return { verdict: 'not-fenced', words: `not marked at epoch ${epoch}: ${missing.join(', ')}` };
}

export type FenceDecision =
  | { readonly action: 'fenced'; readonly sentence: string }
  /** Parts without evidence, accepted by the plan or by a person: owed. */
  | { readonly action: 'owe'; readonly parts: readonly PartEvidence[]; readonly sentence: string }
  | { readonly action: 'ask'; readonly reason: string; readonly sentence: string };

/** One question for the whole of a silent region: nobody is woken twice for the same doubt. */
const MAY_BE_ALIVE = 'It may still be alive and written to: a yes holds for the promotion too.';

/** What the evidence of all parts comes to. */
export function decideFence(question: {
  readonly region: string;
  readonly evidence: readonly PartEvidence[];
  /**
   * Why what is unknown may stay so. A plan accepts silence; only a person accepts what is seen to
   * act.
   */
  readonly accepted?: { readonly by: 'plan' | 'person'; readonly words: string };
}): FenceDecision {
  const { region, evidence, accepted } = question;
  const open = evidence.filter(({ verdict }) => verdict !== 'fenced');
  const words = open.map(({ part, verdict, words: why }) => `${part} ${verdict} (${why})`);
  if (open.length === 0) {
    const what = evidence.map(({ words: why }) => why).join('; ');
    return { action: 'fenced', sentence: `${region} is fenced: ${what}.` };
  }
  const found = `${region} is not fenced: ${words.join('; ')}.`;
  const acts = open.some(({ verdict }) => verdict === 'not-fenced');
  if (acts && accepted?.by !== 'person') {
    return { action: 'ask', reason: 'not-fenced', sentence: found };
  }
  if (accepted === undefined) {
    return { action: 'ask', reason: 'fence-unknown', sentence: `${found} ${MAY_BE_ALIVE}` };
  }
  return {
    action: 'owe',
    parts: open,
    sentence: `${found} Gone on with it: ${accepted.words} The region guard owes the fence.`,
  };
}
