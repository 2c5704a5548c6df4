import type { AlarmFact, InstanceFact, TargetFact } from '@understudy/aws-clients';
import { loadInstanceFailover } from '@understudy/config';
import { TerminalError } from '@understudy/errors';
import type { Role, ServiceState } from '@understudy/leases';

import type { Question } from '../src/deciding/question.ts';
import type { Viability } from '../src/deciding/viability.ts';
import type { ControlLook, Look, MemberLook } from '../src/looking/look.ts';
import type { ServiceDefinition } from '../src/services/service-definition.ts';

export const LOOK_AT = Date.UTC(2026, 10, 22, 3, 0, 0);

/** The service `signaling` by the document's convention, and what a test says of it. */
export function aService(changes: Partial<ServiceDefinition> = {}): ServiceDefinition {
  const loaded = loadInstanceFailover('prod', []);
  if (loaded.result === 'invalid') throw new TerminalError('Invalid', 'expected a convention');
  return { ...loaded.configuration.convention('signaling'), ...changes };
}

export interface MemberSeen {
  readonly id?: string;
  /** `missing`: no instance plays the role. */
  readonly state?: InstanceFact['state'] | 'missing';
  readonly check?: 'ok' | 'system' | 'instance' | 'both' | 'unread';
  /** One for each target group; `absent`: not registered, `unread`: the group could not be read. */
  readonly targets?: readonly (TargetFact['state'] | 'absent' | 'unread')[];
  readonly reason?: string;
  readonly ambiguous?: readonly string[];
  readonly vpcId?: string;
}

export interface Seen {
  readonly primary?: MemberSeen;
  readonly backup?: MemberSeen;
  readonly control?: ControlLook;
  readonly alarms?: readonly Partial<AlarmFact>[];
  readonly blind?: string;
}

/** A look at a healthy service whose primary serves, unless a test says otherwise. */
export function aLook(seen: Seen = {}): Look {
  return {
    atMilliseconds: LOOK_AT,
    members: {
      primary: member('primary', seen.primary ?? {}, 'running', 'healthy'),
      backup: member('backup', seen.backup ?? {}, 'stopped', 'absent'),
    },
    control: seen.control ?? 'none',
    alarms: seen.alarms
      ? { known: true, value: seen.alarms.map(anAlarm) }
      : { known: false, why: 'alarms were not read' },
    ...(seen.blind === undefined ? {} : { blind: seen.blind }),
  };
}

/** What the table says: the primary is in charge and nothing ever happened. */
export function aState(changes: Partial<ServiceState> = {}): ServiceState {
  return {
    active: 'primary',
    epoch: 1,
    lastChangeAtMilliseconds: LOOK_AT - 3_600_000,
    joined: [],
    members: { primary: { instanceId: 'i-primary' }, backup: { instanceId: 'i-backup' } },
    ...changes,
  };
}

function member(
  role: Role,
  seen: MemberSeen,
  usualState: InstanceFact['state'],
  usualTarget: TargetFact['state'] | 'absent',
): MemberLook {
  const { id = `i-${role}`, state = usualState, check = 'ok', targets = [usualTarget] } = seen;
  return {
    role,
    ...(state === 'missing' ? {} : { instance: anInstance(id, state, seen.vpcId ?? 'vpc-1') }),
    ...(seen.ambiguous ? { ambiguous: seen.ambiguous } : {}),
    status:
      check === 'unread'
        ? { known: false, why: 'not read' }
        : {
            known: true,
            value: {
              id,
              system: check === 'system' || check === 'both' ? 'impaired' : 'ok',
              instance: check === 'instance' || check === 'both' ? 'impaired' : 'ok',
            },
          },
    targets: targets.map((target, index) => ({
      group: { arn: `arn:tg-${index}`, name: `tg-${index}`, vpcId: 'vpc-1', loadBalancerArns: [] },
      target:
        target === 'unread'
          ? { known: false, why: 'not read' }
          : { known: true, value: target === 'absent' ? undefined : aTarget(id, target, seen) },
    })),
  };
}

function aTarget(instanceId: string, state: TargetFact['state'], seen: MemberSeen): TargetFact {
  return { instanceId, state, ...(seen.reason === undefined ? {} : { reason: seen.reason }) };
}

function anInstance(id: string, state: InstanceFact['state'], vpcId: string): InstanceFact {
  return {
    id,
    state,
    tags: {},
    zone: 'us-east-1a',
    vpcId,
    securityGroups: ['sg-1'],
    volumeIds: ['vol-1'],
  };
}

function anAlarm(alarm: Partial<AlarmFact>): AlarmFact {
  return {
    name: 'signaling-primary-health',
    arn: 'arn:alarm',
    state: 'OK',
    reason: '',
    dimensions: {},
    ...alarm,
  };
}

/** A standby that may be used, with no part of it looked at. */
export const VIABLE: Viability = { viable: true, suspectOnly: false, parts: [], failed: '' };

/** What is decided about after these looks, when a person asks for a look. */
export function aQuestion(
  seen: readonly Seen[],
  changes: Partial<Question> = {},
  service: Partial<ServiceDefinition> = {},
): Question {
  const [first = aLook(), ...rest] = seen.map(aLook);
  return {
    service: aService(service),
    trigger: { kind: 'request', messageId: 'm', atMilliseconds: LOOK_AT },
    looks: [first, ...rest],
    state: aState(),
    viability: VIABLE,
    nowMilliseconds: LOOK_AT,
    ...changes,
  };
}
