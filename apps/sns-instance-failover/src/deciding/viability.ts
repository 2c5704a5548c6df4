import type { Role, ServiceState } from '@understudy/leases';

import type { Look } from '../looking/look.ts';
import type { StandbyFacts } from '../looking/observe-standby.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';

export type ViabilityMark = 'verified' | 'unverified' | 'failed';

/** One thing that the standby needs, and how sure we are of it. Only `failed` blocks. */
export interface ViabilityPart {
  readonly part: 'exists' | 'network' | 'may-start' | 'volumes' | 'capacity' | 'not-suspect';
  readonly mark: ViabilityMark;
  readonly words: string;
}

export interface Viability {
  readonly viable: boolean;
  readonly suspectOnly: boolean;
  readonly parts: readonly ViabilityPart[];
  readonly failed: string;
}

/** Whether the standby could take over: judged before the active member is touched. */
export function judgeStandby(
  look: Look,
  role: Role,
  service: ServiceDefinition,
  state: ServiceState | undefined,
  facts: StandbyFacts,
): Viability {
  const parts = [
    existence(look, role, service),
    network(look, role),
    permission(facts),
    volumes(facts),
    {
      part: 'capacity',
      mark: 'unverified',
      words: 'no reservation is known: the start may be refused',
    } as const,
    suspicion(look, role, state),
  ];
  const failed = parts.filter(({ mark }) => mark === 'failed');
  return {
    viable: failed.length === 0,
    suspectOnly: failed.length === 1 && failed[0]?.part === 'not-suspect',
    parts,
    failed: failed.map(({ words }) => words).join('; '),
  };
}

function existence(look: Look, role: Role, service: ServiceDefinition): ViabilityPart {
  const member = look.members[role];
  if (member.ambiguous) {
    return {
      part: 'exists',
      mark: 'failed',
      words: `several instances are named ${service.memberNames[role]}: ${member.ambiguous.join(', ')}`,
    };
  }
  const { instance } = member;
  if (!instance || instance.state === 'terminated' || instance.state === 'shutting-down') {
    return {
      part: 'exists',
      mark: 'failed',
      words: `no instance named ${service.memberNames[role]} can be started`,
    };
  }
  return { part: 'exists', mark: 'verified', words: `${instance.id} is ${instance.state}` };
}

function network(look: Look, role: Role): ViabilityPart {
  const { instance, targets } = look.members[role];
  const foreign = targets.find(
    ({ group }) => group.vpcId !== undefined && group.vpcId !== instance?.vpcId,
  );
  if (instance && foreign) {
    return {
      part: 'network',
      mark: 'failed',
      words: `${instance.id} is in ${instance.vpcId ?? 'no network'}, but ${foreign.group.name} needs ${foreign.group.vpcId}`,
    };
  }
  return {
    part: 'network',
    mark: instance ? 'verified' : 'unverified',
    words: 'in the network of its target groups',
  };
}

function permission(facts: StandbyFacts): ViabilityPart {
  if (facts.mayStart === 'unknown') {
    return {
      part: 'may-start',
      mark: 'unverified',
      words: 'the permission to start it could not be asked for',
    };
  }
  const { refusal } = facts.mayStart;
  return refusal === undefined
    ? { part: 'may-start', mark: 'verified', words: 'our role may start it' }
    : { part: 'may-start', mark: 'failed', words: `our role may not start it: ${refusal}` };
}

/** A dry run does not see a missing KMS grant: it stays unverified until a start has worked. */
function volumes(facts: StandbyFacts): ViabilityPart {
  if (facts.volumes === 'unknown')
    return { part: 'volumes', mark: 'unverified', words: 'its volumes could not be read' };
  const encrypted = facts.volumes.filter(({ encrypted: isEncrypted }) => isEncrypted);
  return encrypted.length === 0
    ? { part: 'volumes', mark: 'verified', words: 'no encrypted volume' }
    : {
        part: 'volumes',
        mark: 'unverified',
        words: `${encrypted.length} encrypted volume(s): needs kms:CreateGrant, never shown by a dry run`,
      };
}

/** Suspicion belongs to an instance: a replacement under a new id is not suspect. */
function suspicion(look: Look, role: Role, state: ServiceState | undefined): ViabilityPart {
  const record = state?.members[role];
  const suspect = record?.suspect;
  if (!suspect || record.instanceId !== look.members[role].instance?.id) {
    return { part: 'not-suspect', mark: 'verified', words: 'not fenced for a failure before' };
  }
  return {
    part: 'not-suspect',
    mark: 'failed',
    words: `${record.instanceId} was fenced for ${suspect.reason} in ${suspect.incident} and not accepted since`,
  };
}
