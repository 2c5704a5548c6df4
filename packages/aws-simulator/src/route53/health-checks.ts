import type { HealthCheckConfig } from '@aws-sdk/client-route-53';

import type { Origin } from '../kernel/origin.ts';
import type { Random } from '../kernel/random.ts';
import type { World } from '../kernel/world.ts';
import { createChecker, type Checker } from './checker.ts';
import type { EndpointNetwork } from './endpoint.ts';
import { readSettings, type HealthCheckSettings } from './health-check.ts';

export interface HealthCheckRecord {
  readonly id: string;
  readonly callerReference: string;
  version: number;
  config: HealthCheckConfig;
  settings: HealthCheckSettings;
  checkers: readonly Checker[];
  isHealthy: boolean;
  /** Set by a test or a fault, in place of what the checkers say. */
  forced: boolean | undefined;
}

/** The health checks of the account; their checkers are data plane and go on without any API. */
export interface HealthChecks {
  readonly records: ReadonlyMap<string, HealthCheckRecord>;
  create(config: HealthCheckConfig, callerReference: string): HealthCheckRecord;
  /** As if its checkers had been looking for long. */
  settle(record: HealthCheckRecord): void;
  change(record: HealthCheckRecord, config: HealthCheckConfig): void;
  remove(record: HealthCheckRecord): void;
  /** Whether records that name this check may be answered; an unknown one says nothing. */
  isHealthy(id: string): boolean;
  force(id: string, isHealthy: boolean): void;
  /** Called when a check's status has changed. */
  onChange(listener: () => void): void;
}

/** Believed: about two for each region. */
const CHECKERS_PER_REGION = 2;

/** documented: healthy when more than this share of the checkers say so. */
const HEALTHY_SHARE = 0.18;

const CHECKERS: Origin = { cause: { kind: 'service', name: 'route53-health-checkers' } };

/** What all checks share. */
interface Checkup {
  readonly world: World;
  readonly network: EndpointNetwork;
  readonly random: Random;
  readonly listeners: (() => void)[];
}

export function createHealthChecks(
  world: World,
  network: EndpointNetwork,
  random: Random,
): HealthChecks {
  const checkup: Checkup = { world, network, random, listeners: [] };
  const records = new Map<string, HealthCheckRecord>();
  const forcedUnknown = new Map<string, boolean>();
  network.onChange(() => {
    for (const record of records.values()) {
      for (const checker of record.checkers) checker.look();
      // A checker that was lost, or is back, changes the share.
      judge(checkup, record);
    }
  });

  return {
    records,
    create(config, callerReference) {
      const record = recordOf(uuidFrom(random), config, callerReference);
      records.set(record.id, record);
      start(checkup, record);
      judge(checkup, record);
      return record;
    },
    settle(record) {
      for (const checker of record.checkers) checker.settle();
      record.isHealthy = verdictOf(record);
    },
    change(record, config) {
      const settings = readSettings(config);
      for (const checker of record.checkers) checker.stop();
      record.config = config;
      record.settings = settings;
      record.version += 1;
      start(checkup, record);
      judge(checkup, record);
    },
    remove(record) {
      for (const checker of record.checkers) checker.stop();
      records.delete(record.id);
    },
    isHealthy: (id) => records.get(id)?.isHealthy ?? forcedUnknown.get(id) ?? true,
    force(id, isHealthy) {
      const record = records.get(id);
      forcedUnknown.set(id, isHealthy);
      if (!record) return;
      record.forced = isHealthy;
      judge(checkup, record);
    },
    onChange: (listener) => void checkup.listeners.push(listener),
  };
}

function recordOf(
  id: string,
  config: HealthCheckConfig,
  callerReference: string,
): HealthCheckRecord {
  const settings = readSettings(config);
  return {
    id,
    callerReference,
    version: 1,
    config,
    settings,
    checkers: [],
    // documented: until there is enough to tell, it counts as healthy, inverted as unhealthy.
    isHealthy: !settings.isInverted,
    forced: undefined,
  };
}

function start(checkup: Checkup, record: HealthCheckRecord): void {
  const { world, network, random } = checkup;
  const { settings } = record;
  record.checkers = settings.regions.flatMap((region) =>
    Array.from({ length: CHECKERS_PER_REGION }, () => {
      const phaseMilliseconds = random.uniform(0, settings.intervalSeconds * 1_000);
      const place = { region, phaseMilliseconds };
      return createChecker(world, network, settings, place, () => judge(checkup, record));
    }),
  );
  for (const checker of record.checkers) checker.look();
}

function judge({ world, listeners }: Checkup, record: HealthCheckRecord): void {
  const verdict = verdictOf(record);
  if (verdict === record.isHealthy) return;
  record.isHealthy = verdict;
  const [from, to] = verdict ? ['unhealthy', 'healthy'] : ['healthy', 'unhealthy'];
  const subject = `health-check/${record.id}`;
  world.log.append({ kind: 'effect', at: world.clock.now(), subject, from, to, ...CHECKERS });
  for (const listener of listeners) listener();
}

function verdictOf({ settings, checkers, isHealthy, forced }: HealthCheckRecord): boolean {
  if (forced !== undefined) return forced;
  // documented: a disabled check is always healthy; inverting applies to that as well.
  if (settings.isDisabled) return !settings.isInverted;
  const opinions = checkers.flatMap((checker) => checker.opinion() ?? []);
  // Nobody can tell: it stays as it is.
  if (opinions.length === 0) return isHealthy;
  const share = opinions.filter((isWell) => isWell).length / opinions.length;
  return share > HEALTHY_SHARE !== settings.isInverted;
}

function uuidFrom(random: Random): string {
  const hex = (digits: number): string => random.hex(digits);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
