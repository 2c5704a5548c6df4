import type { MemberRecord, Role, ServiceState } from '@understudy/leases';

import { registrationOf, type Look } from '../looking/look.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';

const ROLES = ['primary', 'backup'] as const;

/**
 * Who is in charge, by the world alone: the one member that is registered, or the one that runs
 * where neither is registered (a new pair). Anything else is ambiguous, and a person is asked.
 */
export function deriveState(
  look: Look,
  service: ServiceDefinition,
): { readonly state?: ServiceState; readonly words: string } {
  if (look.blind) return { words: look.blind };
  const registered = ROLES.filter((role) =>
    look.members[role].targets.some(({ target }) => registrationOf(target) === 'registered'),
  );
  const running = ROLES.filter((role) => look.members[role].instance?.state === 'running');
  const words = `registered: ${registered.join(', ') || 'none'}; running: ${running.join(', ') || 'none'}`;
  if (ROLES.some((role) => look.members[role].ambiguous))
    return { words: `${words}; a role is played twice` };
  const active =
    registered.length === 1
      ? registered[0]
      : registered.length === 0 && running.length === 1
        ? running[0]
        : undefined;
  if (active === undefined) return { words };
  // Something else of the service runs: only the warm policy allows both.
  const contradicted =
    running.length > 0 && !running.includes(active) && service.policy === 'exclusive';
  if (contradicted) return { words };
  return { state: firstState(look, active), words: `${words}; so ${active} is in charge` };
}

function firstState(look: Look, active: Role): ServiceState {
  const members: Partial<Record<Role, MemberRecord>> = {};
  for (const role of ROLES) {
    const id = look.members[role].instance?.id;
    if (id !== undefined) members[role] = { instanceId: id };
  }
  return { active, epoch: 1, lastChangeAtMilliseconds: look.atMilliseconds, joined: [], members };
}
