import type { Trigger } from '../triggers/trigger.ts';

/** `signaling-primary` → `signaling`; hyphens in the service's own name stay. */
const MEMBER_NAME = /^(?<service>.+)-(?:primary|backup)$/;

/** `signaling-primary-health`, `signaling-service-health` (the user's document). */
const ALARM_NAME = /^(?<service>.+?)-(?:primary|backup|service)-health$/;

export type Resolution =
  | { readonly found: true; readonly service: string }
  | { readonly found: false; readonly expected: string; readonly found_: string };

/** The service that an instance's `Name` makes it a member of. */
export function serviceOfMemberName(
  name: string,
  configured: readonly string[],
): string | undefined {
  const service = MEMBER_NAME.exec(name)?.groups?.['service'];
  if (service === undefined) return undefined;
  return configured.length === 0 || configured.includes(service) ? service : undefined;
}

/**
 * The service that an alarm speaks of: by the alarms that services list, else by the document's
 * names. The longest known name wins, so that `video-relay-primary-health` is not `video`'s.
 */
export function serviceOfAlarm(
  alarmName: string,
  known: readonly string[],
  alarmsOf: (service: string) => readonly string[],
): Resolution {
  const listed = known.filter((service) => alarmsOf(service).includes(alarmName));
  if (listed.length === 1 && listed[0] !== undefined) return { found: true, service: listed[0] };
  const byPrefix = known
    .filter((service) => alarmName.startsWith(`${service}-`))
    .sort((one, other) => other.length - one.length)[0];
  if (byPrefix !== undefined && ALARM_NAME.test(alarmName))
    return { found: true, service: byPrefix };
  const named = ALARM_NAME.exec(alarmName)?.groups?.['service'];
  return {
    found: false,
    expected:
      'an alarm that a service lists, or one named <service>-primary-health or <service>-service-health',
    found_:
      named === undefined
        ? `alarm ${alarmName}`
        : `service ${named}; known: ${known.join(', ') || 'none'}`,
  };
}

/** The service of a trigger that names an instance. */
export function describeUnknown(trigger: Trigger, known: readonly string[]): string {
  return `${trigger.kind}; known services: ${known.join(', ') || 'none (no instance carries understudy:managed)'}`;
}
