import type { Principal } from '../kernel/world.ts';

/** The role of a function, as its calls and Lambda's own on its behalf are checked against it. */
export function principalOf(settings: {
  readonly name: string;
  readonly roleArn: string;
}): Principal {
  const roleName = settings.roleArn.slice(settings.roleArn.lastIndexOf('/') + 1);
  return { kind: 'role', roleName, session: settings.name };
}
