import type { Trigger } from '../triggers/trigger.ts';
import type { Catalog } from './catalog.ts';

/** The document's names of alarms: `signaling-primary-health`, `signaling-service-health`. */
const ALARM_ENDINGS = ['primary-health', 'backup-health', 'service-health'] as const;

/** Which service a message is about. */
export type Resolution =
  | { readonly result: 'resolved'; readonly service: string }
  /** An instance that is no member of any service: nobody's mistake. */
  | { readonly result: 'not-ours' }
  | { readonly result: 'unknown'; readonly expected: string; readonly found: string };

/** The service that a message names, or that its alarm or instance belongs to. */
export function resolveService(
  message: { readonly trigger: Trigger; readonly service?: string },
  { names, serviceOf }: Pick<Catalog, 'names' | 'serviceOf'>,
  alarmsOf: (service: string) => readonly string[],
): Resolution {
  const { trigger, service } = message;
  if (service !== undefined) {
    if (names.includes(service)) return { result: 'resolved', service };
    return { result: 'unknown', expected: oneOf(names), found: service };
  }
  if (trigger.kind === 'alarm') return serviceOfAlarm(trigger.alarmName, names, alarmsOf);
  const member = trigger.kind === 'instance-state' ? serviceOf.get(trigger.instanceId) : undefined;
  return member === undefined ? { result: 'not-ours' } : { result: 'resolved', service: member };
}

/**
 * By the alarms that services list, else by the document's names. The whole name counts, so that
 * `video-relay-primary-health` is never taken for an alarm of `video`.
 */
function serviceOfAlarm(
  alarmName: string,
  names: readonly string[],
  alarmsOf: (service: string) => readonly string[],
): Resolution {
  const listed = names.filter((service) => alarmsOf(service).includes(alarmName));
  const owners =
    listed.length > 0
      ? listed
      : names.filter((service) =>
          ALARM_ENDINGS.some((ending) => alarmName === `${service}-${ending}`),
        );
  const [owner, ...others] = owners;
  if (owner !== undefined && others.length === 0) return { result: 'resolved', service: owner };
  if (owner !== undefined) {
    return {
      result: 'unknown',
      expected: 'an alarm that one service lists',
      found: `alarm ${alarmName}, which ${owners.join(', ')} list`,
    };
  }
  return {
    result: 'unknown',
    expected: `an alarm that a service lists, or <service>-primary-health or <service>-service-health with ${oneOf(names)}`,
    found: `alarm ${alarmName}`,
  };
}

/** Named in a refusal at most: a stage may have hundreds. */
const NAMES_SHOWN_MAX = 20;

function oneOf(names: readonly string[]): string {
  if (names.length === 0) return 'a service (no instance carries understudy:managed = true)';
  const more = names.length - NAMES_SHOWN_MAX;
  return `one of the services ${names.slice(0, NAMES_SHOWN_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
