import type { ServiceConfig } from '@understudy/config';
import type { Role } from '@understudy/leases';

/** How a service fails over: complete, whatever the configuration left out. */
export type ServiceDefinition = ServiceConfig;

/** The member that is not this one. */
export function otherRole(role: Role): Role {
  return role === 'primary' ? 'backup' : 'primary';
}
