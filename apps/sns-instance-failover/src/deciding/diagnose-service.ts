import type { InstanceFact } from '@understudy/aws-clients';
import type { Role, ServiceState } from '@understudy/leases';

import { fenceEvidence, registrationOf, type Look, type MemberLook } from '../looking/look.ts';
import { otherRole, type ServiceDefinition } from '../services/service-definition.ts';
import type { Diagnosis, DiagnosisCode } from './diagnosis.ts';

/**
 * What one look says of a service whose active member is known. A table in prose: the first row
 * that matches wins, and each stands before the next for a reason.
 */
export function diagnoseService(
  look: Look,
  state: Pick<ServiceState, 'active' | 'members'>,
  service: ServiceDefinition,
): Diagnosis {
  const { active } = state;
  const member = look.members[active];
  const say = sayOf(active);

  // Nothing below may be believed when the instances could not be read.
  if (look.blind) return say('cannot-observe', `the service could not be observed: ${look.blind}`);
  // Two instances with one name: acting on either may hit the wrong one.
  if (member.ambiguous) {
    return say(
      'ambiguous-member',
      `${member.ambiguous.length} instances play ${active}: ${member.ambiguous.join(', ')}`,
    );
  }
  // Somebody (or a run of ours that died before its commit) moved it: agree with the world.
  const differs = differsDiagnosis(look, active, service, say);
  if (differs) return differs;
  if (!member.instance)
    return say('instance-missing', `no instance is named ${service.memberNames[active]}`);
  const gone = goneDiagnosis(member.instance, say);
  if (gone) return gone;
  const impaired = impairedDiagnosis(member, say);
  const unhealthy = unhealthyDiagnosis(look, member, say);
  // Both sensors see it: the instance is named, because it is the cause and not the effect.
  if (impaired && unhealthy) return { ...impaired, sensors: ['ec2-status', 'load-balancer'] };
  if (impaired) return impaired;
  if (unhealthy) return unhealthy;
  // The active one is fine: only now does the other matter, so that a fence never hides a failure.
  const contradicted = contradictedDiagnosis(look, active, service, say);
  if (contradicted) return contradicted;
  const intruder = intruderDiagnosis(look, state, service, say);
  if (intruder) return intruder;
  return servingDiagnosis(member, say);
}

type Say = (code: DiagnosisCode, sentence: string) => Diagnosis;

function sayOf(active: Role): Say {
  return (code, sentence) => ({ code, active, sentence, sensors: [] });
}

/** The member in charge is fenced, and the other one serves everywhere: unambiguous. */
function differsDiagnosis(
  look: Look,
  active: Role,
  service: ServiceDefinition,
  say: Say,
): Diagnosis | undefined {
  const other = otherRole(active);
  const { instance, targets } = look.members[other];
  const serves =
    instance?.state === 'running' &&
    targets.length > 0 &&
    targets.every(({ target }) => target.known && target.value?.state === 'healthy');
  if (!serves || service.policy === 'warm' || fenceEvidence(look, active).verdict !== 'fenced')
    return undefined;
  return say(
    'state-differs',
    `the table says ${active}, but ${instance.id} (${other}) serves and the ${active} is fenced`,
  );
}

function goneDiagnosis(instance: InstanceFact, say: Say): Diagnosis | undefined {
  const why = instance.stateReason === undefined ? '' : ` (${instance.stateReason})`;
  switch (instance.state) {
    case 'terminated':
    case 'shutting-down':
      return {
        ...say('instance-terminated', `${instance.id} is ${instance.state}${why}`),
        sensors: ['ec2-state'],
      };
    case 'stopped':
      return {
        ...say('instance-stopped', `${instance.id} is stopped${why}`),
        sensors: ['ec2-state'],
      };
    case 'stopping':
    case 'pending':
      return say('in-transition', `${instance.id} is ${instance.state}${why}`);
    case 'running':
      return undefined;
  }
}

function impairedDiagnosis(member: MemberLook, say: Say): Diagnosis | undefined {
  if (!member.status.known || !member.status.value) return undefined;
  const { id, system, instance } = member.status.value;
  if (system !== 'impaired' && instance !== 'impaired') return undefined;
  const which = [
    system === 'impaired' ? 'system' : '',
    instance === 'impaired' ? 'instance' : '',
  ].filter(Boolean);
  return {
    ...say('instance-impaired', `${id} fails its ${which.join(' and ')} status check`),
    sensors: ['ec2-status'],
  };
}

function unhealthyDiagnosis(look: Look, member: MemberLook, say: Say): Diagnosis | undefined {
  const failing = member.targets.find(
    ({ target }) => target.known && target.value?.state === 'unhealthy',
  );
  if (!failing?.target.known || !failing.target.value) return undefined;
  const { instanceId, reason } = failing.target.value;
  const words = `${instanceId} fails its health check in ${failing.group.name} (${reason ?? 'no reason given'})`;
  // Everybody behind the balancer fails: moving this service would not help, and may hurt.
  if (look.control === 'failing') {
    return say(
      'shared-cause',
      `${words}, and so do all targets of the other services behind the same balancer`,
    );
  }
  return {
    ...say('target-unhealthy', words),
    sensors: ['load-balancer'],
    ...(reason === undefined ? {} : { applicationReason: reason }),
  };
}

/**
 * The table's side runs but is registered nowhere, and the other one runs and is registered: the
 * table may be old, or somebody is moving it. Fencing either could take away the one that serves.
 */
function contradictedDiagnosis(
  look: Look,
  active: Role,
  service: ServiceDefinition,
  say: Say,
): Diagnosis | undefined {
  if (service.policy === 'warm') return undefined;
  const registrations = look.members[active].targets.map(({ target }) => registrationOf(target));
  const other = look.members[otherRole(active)];
  const nowhere = registrations.every((one) => one === 'absent' || one === 'draining');
  if (!nowhere || other.instance?.state !== 'running' || !isRegistered(other)) return undefined;
  return say(
    'state-contradicted',
    `the table says ${active}, which runs but is registered nowhere, while ${other.instance.id} runs and is registered`,
  );
}

function isRegistered({ targets }: MemberLook): boolean {
  return targets.some(({ target }) => registrationOf(target) === 'registered');
}

/**
 * The member that is not in charge runs, or is registered. Under policy warm it may do both, unless
 * it was replaced for a failure: then it must not be registered again before it is accepted.
 */
function intruderDiagnosis(
  look: Look,
  { active, members }: Pick<ServiceState, 'active' | 'members'>,
  service: ServiceDefinition,
  say: Say,
): Diagnosis | undefined {
  const other = look.members[otherRole(active)];
  const known = members[otherRole(active)];
  const registered = isRegistered(other);
  if (service.policy === 'warm') {
    const suspect = known?.suspect !== undefined && known.instanceId === other.instance?.id;
    return suspect && registered
      ? say('intruder', `${known.instanceId} was replaced for a failure, but is registered`)
      : undefined;
  }
  const state = other.instance?.state;
  const runs = state === 'running' || state === 'pending';
  if (!runs && !registered) return undefined;
  const how = [runs ? `is ${state}` : '', registered ? 'is registered' : '']
    .filter(Boolean)
    .join(' and ');
  return say('intruder', `${other.instance?.id ?? otherRole(active)} is not in charge, but ${how}`);
}

function servingDiagnosis(member: MemberLook, say: Say): Diagnosis {
  const absent = member.targets.find(({ target }) => {
    const registration = registrationOf(target);
    return registration === 'absent' || registration === 'draining';
  });
  if (absent)
    return say(
      'active-unregistered',
      `${member.instance?.id} is not registered in ${absent.group.name}`,
    );
  const initial = member.targets.find(
    ({ target }) => target.known && target.value?.state !== 'healthy',
  );
  if (initial?.target.known) {
    return say(
      'target-initial',
      `${member.instance?.id} is ${initial.target.value?.state} in ${initial.group.name}`,
    );
  }
  const unread = member.targets.find(({ target }) => !target.known);
  if (unread) return say('cannot-observe', `the health of ${unread.group.name} could not be read`);
  return say(
    'healthy',
    `${member.instance?.id} runs and is healthy in ${member.targets.length} target group(s)`,
  );
}
