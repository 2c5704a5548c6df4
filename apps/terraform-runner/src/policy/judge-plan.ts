import type { Finding, ResourceCounts } from '@understudy/recovery-messages';
import type * as z from 'zod';
import type { PlanDocument, ResourceChange } from './plan-document.ts';
import type { ForbiddenCall } from './resource-types.ts';

export interface PlanPolicy {
  readonly holdsState: readonly string[];
  readonly emptyWhenTainted: readonly string[];
  readonly forbiddenInDisaster: readonly ForbiddenCall[];
}

export interface PlanJudgement {
  readonly action: 'apply' | 'refuse';
  readonly reason: 'within-policy' | 'destroys-state' | 'unknown-action' | 'forbidden-in-disaster';
  readonly sentence: string;
  readonly counts: z.infer<typeof ResourceCounts>;
  readonly findings: readonly z.infer<typeof Finding>[];
  /** What is to be done, in the plan's order. */
  readonly changes: readonly PlannedChange[];
}

export interface PlannedChange {
  readonly address: string;
  readonly change: Change;
}

type Change = 'none' | 'read' | 'create' | 'update' | 'delete' | 'replace' | 'forget' | 'unknown';

/** Terraform's lists of actions. Anything else is of a newer version, and is not guessed at. */
const CHANGES: Readonly<Record<string, Change>> = {
  'no-op': 'none',
  read: 'read',
  create: 'create',
  update: 'update',
  delete: 'delete',
  'delete,create': 'replace',
  'create,delete': 'replace',
  forget: 'forget',
};

const TAINTED = 'replace_because_tainted';

/** Findings of one plan are read by people. */
const FINDINGS_MAX = 200;

/**
 * Whether a plan may be applied. Nothing that holds state is destroyed or replaced, whoever asks;
 * calls that a regional disaster forbids are reported, and refused under `strict`.
 */
export function judgePlan(
  plan: Pick<PlanDocument, 'resource_changes'>,
  policy: PlanPolicy,
  options: { readonly strict: boolean },
): PlanJudgement {
  const changes = plan.resource_changes
    .filter(({ mode }) => mode === 'managed')
    .map((resource) => ({ resource, change: changeOf(resource) }));
  const counts = countChanges(changes.map(({ change }) => change));
  const planned = changes
    .filter(({ change }) => change !== 'none' && change !== 'read')
    .map(({ resource, change }) => ({ address: resource.address, change }));
  const unknown = changes.filter(({ change }) => change === 'unknown');
  const destroyed = changes.filter((one) => destroysState(one, policy));
  const forbidden = changes.flatMap((one) => forbiddenOf(one, policy));
  const findings = [
    ...unknown.map(({ resource }) => failed(resource.address, actionWords(resource))),
    ...destroyed.map(({ resource, change }) =>
      failed(resource.address, `It holds state, and the plan would ${change} it.`),
    ),
    ...forbidden.map(({ resource, change, needs }) => ({
      check: resource.address,
      mark: options.strict ? ('failed' as const) : ('unverified' as const),
      words: `The plan would ${change} it, which needs ${needs}: not to be counted on in a disaster.`,
      repair: 'understudy prepare dr',
    })),
  ].slice(0, FINDINGS_MAX);
  const base = { counts, findings, changes: planned };
  if (unknown.length > 0) {
    return { action: 'refuse', reason: 'unknown-action', sentence: unknownWords(unknown), ...base };
  }
  if (destroyed.length > 0) {
    const sentence = destroyWords(destroyed);
    return { action: 'refuse', reason: 'destroys-state', sentence, ...base };
  }
  if (forbidden.length > 0 && options.strict) {
    const sentence = forbiddenWords(forbidden);
    return { action: 'refuse', reason: 'forbidden-in-disaster', sentence, ...base };
  }
  const sentence = `The plan adds ${counts.add}, changes ${counts.change}, replaces ${counts.replace} and destroys ${counts.destroy}.`;
  return { action: 'apply', reason: 'within-policy', sentence, ...base };
}

interface Judged {
  readonly resource: ResourceChange;
  readonly change: Change;
}

function changeOf({ change }: ResourceChange): Change {
  return CHANGES[change.actions.join(',')] ?? 'unknown';
}

function destroysState({ resource, change }: Judged, policy: PlanPolicy): boolean {
  if (change !== 'delete' && change !== 'replace') return false;
  if (!matches(resource.type, policy.holdsState)) return false;
  const emptied =
    change === 'replace' &&
    resource.action_reason === TAINTED &&
    matches(resource.type, policy.emptyWhenTainted);
  return !emptied;
}

function forbiddenOf(
  { resource, change }: Judged,
  policy: PlanPolicy,
): readonly (Judged & { readonly needs: string })[] {
  const actions: readonly string[] = change === 'replace' ? ['create', 'delete'] : [change];
  const call = policy.forbiddenInDisaster.find(
    (one) =>
      matches(resource.type, one.types) && one.actions.some((action) => actions.includes(action)),
  );
  return call === undefined ? [] : [{ resource, change, needs: call.needs }];
}

/** Whether a type is one of the patterns; `*` stands at the end of one only. */
function matches(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern,
  );
}

function countChanges(changes: readonly Change[]): PlanJudgement['counts'] {
  const count = (one: Change): number => changes.filter((change) => change === one).length;
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete'),
    replace: count('replace'),
  };
}

function failed(check: string, words: string): z.infer<typeof Finding> {
  return { check, mark: 'failed', words };
}

function actionWords({ change }: ResourceChange): string {
  return `Expected an action that is known here, found ${change.actions.join(',')}.`;
}

/** Named in a sentence; the findings have all of them. */
const NAMED_MAX = 3;

function named(judged: readonly Judged[]): string {
  const names = judged.slice(0, NAMED_MAX).map(({ resource }) => resource.address);
  const more = judged.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function unknownWords(judged: readonly Judged[]): string {
  return `The plan has actions that are not known here, on ${named(judged)}: not applied.`;
}

function destroyWords(judged: readonly Judged[]): string {
  return `The plan would destroy or replace what holds state: ${named(judged)}. Not applied.`;
}

function forbiddenWords(judged: readonly Judged[]): string {
  return `The plan needs control planes that a disaster takes away, for ${named(judged)}: refused, as strict asks.`;
}
