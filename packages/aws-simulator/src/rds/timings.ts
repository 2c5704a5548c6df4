import type { Random } from '../kernel/random.ts';

/** Draws of how long a database's own changes take, in milliseconds. */
export interface RdsTimings {
  /** From PromoteReadReplica to the first status other than `available`. */
  promotionHidden(): number;
  /** From PromoteReadReplica to the end. */
  promotion(): number;
  /** The reboot at a promotion's end, part of it. */
  promotionReboot(): number;
  reboot(): number;
  /** To the standby of another zone. */
  failover(): number;
  /** A change of security groups, from the call to its effect. */
  modification(): number;
  snapshot(): number;
  replicaCreation(): number;
  starting(): number;
  stopping(): number;
  backup(): number;
  /** How far a replica of another region is behind a source that is being written. */
  replicationLag(): number;
}

const MINUTE_MS = 60_000;

/** [documented] The status stays `available` for up to 60 s after the call (field notes, section 8). */
const PROMOTION_HIDDEN_MS = [5_000, 60_000] as const;
/** [recorded by others] Field notes, section 8. */
const PROMOTION_MS = [3 * MINUTE_MS, 6 * MINUTE_MS, 15 * MINUTE_MS] as const;
/** [believed] All below. */
const PROMOTION_REBOOT_MS = [20_000, 90_000] as const;
const REBOOT_MS = [20_000, 45_000, 150_000] as const;
/** [documented] Failovers of Multi-AZ instances take 60 to 120 s. */
const FAILOVER_MS = [60_000, 90_000, 120_000] as const;
const MODIFICATION_MS = [5_000, 45_000] as const;
const SNAPSHOT_MS = [2 * MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS] as const;
const REPLICA_CREATION_MS = [10 * MINUTE_MS, 15 * MINUTE_MS, 40 * MINUTE_MS] as const;
const STARTING_MS = [3 * MINUTE_MS, 5 * MINUTE_MS, 12 * MINUTE_MS] as const;
const STOPPING_MS = [2 * MINUTE_MS, 4 * MINUTE_MS, 15 * MINUTE_MS] as const;
const BACKUP_MS = [2 * MINUTE_MS, 4 * MINUTE_MS, 20 * MINUTE_MS] as const;
const REPLICATION_LAG_MS = [600, 4_000] as const;

export function createRdsTimings(random: Random): RdsTimings {
  return {
    promotionHidden: () => random.uniform(...PROMOTION_HIDDEN_MS),
    promotion: () => random.triangular(...PROMOTION_MS),
    promotionReboot: () => random.uniform(...PROMOTION_REBOOT_MS),
    reboot: () => random.triangular(...REBOOT_MS),
    failover: () => random.triangular(...FAILOVER_MS),
    modification: () => random.uniform(...MODIFICATION_MS),
    snapshot: () => random.triangular(...SNAPSHOT_MS),
    replicaCreation: () => random.triangular(...REPLICA_CREATION_MS),
    starting: () => random.triangular(...STARTING_MS),
    stopping: () => random.triangular(...STOPPING_MS),
    backup: () => random.triangular(...BACKUP_MS),
    replicationLag: () => random.logNormal(...REPLICATION_LAG_MS),
  };
}

/** The modes, the same in every run: for tests that compute with them. */
export function createFixedRdsTimings(): RdsTimings {
  return {
    promotionHidden: () => PROMOTION_HIDDEN_MS[1],
    promotion: () => PROMOTION_MS[1],
    promotionReboot: () => PROMOTION_REBOOT_MS[1],
    reboot: () => REBOOT_MS[1],
    failover: () => FAILOVER_MS[1],
    modification: () => MODIFICATION_MS[0],
    snapshot: () => SNAPSHOT_MS[1],
    replicaCreation: () => REPLICA_CREATION_MS[1],
    starting: () => STARTING_MS[1],
    stopping: () => STOPPING_MS[1],
    backup: () => BACKUP_MS[1],
    replicationLag: () => REPLICATION_LAG_MS[0],
  };
}
