import { LIMITS } from './defaults.ts';
import type { InstanceFailoverFile, ServiceEntry } from './instance-failover-file.ts';

type Role = 'primary' | 'backup';

/** How one service fails over: complete, whatever the file left out. */
export interface ServiceConfig {
  readonly name: string;
  readonly policy: 'exclusive' | 'warm';
  /** The `Name` tags of its members. */
  readonly memberNames: Readonly<Record<Role, string>>;
  /** Names or ARNs. */
  readonly targetGroups: readonly string[];
  readonly alarms: readonly string[];
  /** A target group behind the same balancer; absent: none. */
  readonly control?: string;
  readonly elasticIps: readonly string[];
  readonly routes: readonly { readonly routeTableId: string; readonly destination: string }[];
  readonly dnsRecords: readonly {
    readonly zoneId: string;
    readonly name: string;
    readonly type: string;
    readonly ttlSeconds: number;
    readonly values: Readonly<Record<Role, readonly string[]>>;
  }[];
  readonly confirmWindow: { readonly looks: number; readonly everySeconds: number };
  readonly coolDownSeconds: number;
  /** Seconds from the first stop request. */
  readonly fence: {
    readonly stopAgainAfterSeconds: number;
    readonly skipOsShutdownAfterSeconds: number;
    readonly giveUpAfterSeconds: number;
  };
  readonly startTimeoutSeconds: number;
  readonly capacity: { readonly tries: number; readonly everySeconds: number };
  readonly healthyTimeoutSeconds: number;
  readonly switchoverDrainSeconds: number;
  readonly autoScaled: boolean;
  readonly quarantineSecurityGroup?: string;
}

/** The configuration of a stage, complete. */
export interface InstanceFailoverConfig {
  readonly stage: string;
  /** The services that the file lists, in its order. */
  readonly services: Readonly<Record<string, ServiceConfig>>;
  /** What holds for a service that the file does not list. */
  readonly convention: (service: string) => ServiceConfig;
  readonly velocity: {
    readonly services: number;
    readonly percent: number;
    readonly windowSeconds: number;
    readonly zoneServices: number;
  };
  /** Names or ARNs of topics that alarms may come from. */
  readonly topics: readonly string[];
  readonly notificationTopic?: string;
}

/** Fills in the document's convention and the design's numbers. Pure. */
export function completeInstanceFailover(
  file: InstanceFailoverFile,
  stage: string,
): InstanceFailoverConfig {
  const { defaults = {}, services = {}, velocity = {}, topics = [], notificationTopic } = file;
  const convention = (name: string) => completeService(name, defaults, stage);
  return {
    stage,
    services: Object.fromEntries(
      Object.entries(services).map(([name, entry]) => [
        name,
        completeService(name, withDefaults(entry ?? {}, defaults), stage),
      ]),
    ),
    convention,
    velocity: {
      services: velocity.services ?? LIMITS.velocityServices.byDefault,
      percent: velocity.percent ?? LIMITS.velocityPercent.byDefault,
      windowSeconds: (velocity.minutes ?? LIMITS.velocityMinutes.byDefault) * 60,
      zoneServices: velocity.zoneServices ?? LIMITS.velocityZoneServices.byDefault,
    },
    topics,
    ...(notificationTopic === undefined ? {} : { notificationTopic }),
  };
}

type Timings = NonNullable<InstanceFailoverFile['defaults']>;

/** A service's own word counts, then that of all services; inner maps are joined key by key. */
function withDefaults(entry: ServiceEntry, defaults: Timings): ServiceEntry {
  const own = Object.fromEntries(Object.entries(entry).filter(([, said]) => said !== undefined));
  return {
    ...defaults,
    ...own,
    confirmWindow: { ...defaults.confirmWindow, ...entry.confirmWindow },
    fence: { ...defaults.fence, ...entry.fence },
    capacity: { ...defaults.capacity, ...entry.capacity },
  };
}

function completeService(name: string, entry: ServiceEntry, stage: string): ServiceConfig {
  const { control, quarantineSecurityGroup: quarantine } = entry;
  return {
    name,
    policy: entry.policy ?? 'exclusive',
    memberNames: {
      primary: entry.primary ?? `${name}-primary`,
      backup: entry.backup ?? `${name}-backup`,
    },
    targetGroups: entry.targetGroups ?? [`${stage}-${name}-tg`],
    alarms: entry.alarms ?? [`${name}-primary-health`, `${name}-service-health`],
    ...(control === undefined || control === 'none' ? {} : { control }),
    elasticIps: entry.elasticIps ?? [],
    routes: entry.routes ?? [],
    dnsRecords: (entry.dnsRecords ?? []).map((record) => ({
      ...record,
      ttlSeconds: record.ttlSeconds ?? LIMITS.recordTtlSeconds.byDefault,
    })),
    ...completeTimings(entry),
    autoScaled: entry.autoScaled ?? false,
    ...(quarantine === undefined ? {} : { quarantineSecurityGroup: quarantine }),
  };
}

function completeTimings({ confirmWindow, fence, capacity, ...entry }: Timings) {
  const pick = (said: number | undefined, limit: keyof typeof LIMITS) =>
    said ?? LIMITS[limit].byDefault;
  return {
    confirmWindow: {
      looks: pick(confirmWindow?.looks, 'looks'),
      everySeconds: pick(confirmWindow?.everySeconds, 'lookEverySeconds'),
    },
    coolDownSeconds: pick(entry.coolDownMinutes, 'coolDownMinutes') * 60,
    fence: {
      stopAgainAfterSeconds: pick(fence?.stopAgainAfterSeconds, 'stopAgainAfterSeconds'),
      skipOsShutdownAfterSeconds: pick(
        fence?.skipOsShutdownAfterSeconds,
        'skipOsShutdownAfterSeconds',
      ),
      giveUpAfterSeconds: pick(fence?.giveUpAfterSeconds, 'giveUpAfterSeconds'),
    },
    startTimeoutSeconds: pick(entry.startTimeoutSeconds, 'startTimeoutSeconds'),
    capacity: {
      tries: pick(capacity?.tries, 'capacityTries'),
      everySeconds: pick(capacity?.everySeconds, 'capacityEverySeconds'),
    },
    healthyTimeoutSeconds: pick(entry.healthyTimeoutSeconds, 'healthyTimeoutSeconds'),
    switchoverDrainSeconds: pick(entry.switchoverDrainSeconds, 'switchoverDrainSeconds'),
  };
}
