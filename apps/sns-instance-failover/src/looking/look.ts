import type {
  AlarmFact,
  InstanceFact,
  InstanceStatusFact,
  TargetFact,
  TargetGroupFact,
} from '@understudy/aws-clients';
import type { Role } from '@understudy/leases';

import { otherRole } from '../services/service-definition.ts';

/** A fact, or the honest absence of one: silence is `unknown`, never `fine` (rule 5). */
export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** One member at one time, by each sensor. */
export interface MemberLook {
  readonly role: Role;
  /** The instance that plays the role; `undefined` when none does. */
  readonly instance?: InstanceFact;
  /** Set when the role cannot be told: more than one instance plays it. */
  readonly ambiguous?: readonly string[];
  /** Sensor: EC2's status checks. */
  readonly status: Known<InstanceStatusFact | undefined>;
  /** Sensor: the load balancer's checks, per target group; `undefined`: not registered there. */
  readonly targets: readonly {
    readonly group: TargetGroupFact;
    readonly target: Known<TargetFact | undefined>;
  }[];
}

/** What the balancer's other users say: whether the failure is this service's own. */
export type ControlLook = 'fine' | 'failing' | 'none' | 'unknown';

/** Everything seen of a service at one time. */
export interface Look {
  readonly atMilliseconds: number;
  readonly members: Readonly<Record<Role, MemberLook>>;
  /** Instances could not be read: nothing below is to be believed. */
  readonly blind?: string;
  readonly control: ControlLook;
  /** The groups that the control was read from. */
  readonly neighbours?: readonly TargetGroupFact[];
  readonly alarms: Known<readonly AlarmFact[]>;
}

export type Registration = 'registered' | 'draining' | 'absent' | 'unknown';

/** How a member stands in one target group. Draining counts as deregistered (design, section 7). */
export function registrationOf(target: Known<TargetFact | undefined>): Registration {
  if (!target.known) return 'unknown';
  if (!target.value) return 'absent';
  return target.value.state === 'draining' ? 'draining' : 'registered';
}

export type FenceEvidence = {
  readonly verdict: 'fenced' | 'not-fenced' | 'unknown';
  readonly atMilliseconds: number;
  readonly words: string;
};

/** Fenced is: deregistered from every group, and stopped, both confirmed by this look (rule 5). */
export function fenceEvidence(look: Look, role: Role): FenceEvidence {
  const at = { atMilliseconds: look.atMilliseconds };
  if (look.blind) return { verdict: 'unknown', words: look.blind, ...at };
  const member = look.members[role];
  if (member.ambiguous) {
    return {
      verdict: 'unknown',
      words: `several instances play ${role}: ${member.ambiguous.join(', ')}`,
      ...at,
    };
  }
  const state = member.instance?.state ?? 'terminated';
  const registrations = member.targets.map(({ target }) => registrationOf(target));
  const stopped = state === 'stopped' || state === 'terminated';
  const words = `${member.instance?.id ?? `no ${role}`} is ${state} and ${summary(registrations)}`;
  if (registrations.includes('unknown')) return { verdict: 'unknown', words, ...at };
  const deregistered = !registrations.includes('registered');
  return { verdict: stopped && deregistered ? 'fenced' : 'not-fenced', words, ...at };
}

/**
 * Why a member must neither start nor serve by this look: the other side is not fenced. Evidence
 * ages, so each of the two asks for evidence that is renewed.
 */
export function brokenFence(look: Look, role: Role): string | undefined {
  const { verdict, words } = fenceEvidence(look, otherRole(role));
  return verdict === 'fenced' ? undefined : `the other side is ${verdict}: ${words}`;
}

function summary(registrations: readonly Registration[]): string {
  if (registrations.length === 0) return 'in no target group';
  if (registrations.includes('unknown')) return 'in target groups that could not be read';
  if (registrations.includes('registered')) return 'registered';
  return registrations.includes('draining') ? 'draining' : 'deregistered';
}
