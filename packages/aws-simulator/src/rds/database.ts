import type { Cancel } from '@understudy/clock';

import type { WriteHistory } from './write-history.ts';

/** [documented] The statuses that are simulated; [believed] `failing-over` of a Multi-AZ instance. */
export type DatabaseStatus =
  | 'creating'
  | 'available'
  | 'backing-up'
  | 'modifying'
  | 'rebooting'
  | 'failing-over'
  | 'stopping'
  | 'stopped'
  | 'starting'
  | 'storage-full';

/** What a replica is fed from, and how far it has come. */
export interface Replication {
  readonly sourceRegion: string;
  readonly sourceId: string;
  /** How far behind it is while all is well. */
  lagMilliseconds: number;
  /** Somebody or something stopped it; the network's part is looked up, not kept. */
  stopped: boolean;
  /** While the link is down: since when. */
  brokenAt: number | undefined;
  /** The moment of the source up to which it had applied when the link last changed. */
  appliedUntil: number;
  /** When the link last came up: it catches up from there. */
  resumedAt: number;
}

export interface Database {
  readonly id: string;
  readonly arn: string;
  readonly resourceId: string;
  readonly instanceClass: string;
  readonly engine: string;
  readonly engineVersion: string;
  readonly multiAz: boolean;
  readonly createdAt: number;
  readonly port: number;
  readonly tags: Map<string, string>;
  readonly backupRetentionDays: number;
  zone: string;
  secondaryZone: string | undefined;
  status: DatabaseStatus;
  securityGroupIds: readonly string[];
  /** Groups that were asked for and are not in effect yet. */
  pendingGroupIds: readonly string[] | undefined;
  /** Undefined: it stands alone, or feeds others. */
  replication: Replication | undefined;
  /** What applications would commit each second, as long as it runs. */
  wantedPerSecond: number;
  /** What it has committed of its own; a replica's position is computed from its source's. */
  history: WriteHistory;
  /** Grows with each boot: connections of an earlier one are gone. */
  boot: number;
  /** The instance has stopped working; the status does not say so. */
  crashed: boolean;
  connections: number;
  /** Where it left its source: how many of the source's commits it has. */
  forkedAt: number | undefined;
  /** A promotion that was asked for: from here on it is no longer fed. */
  promoting: boolean;
  /** Takes back the next change of status. */
  cancelTransition: Cancel;
}

/** In these statuses the engine runs and takes connections. */
const SERVING: readonly DatabaseStatus[] = ['available', 'backing-up', 'modifying', 'storage-full'];

export function isServing(database: Database): boolean {
  return SERVING.includes(database.status) && !database.crashed;
}

export function isReplica(database: Database): boolean {
  return database.replication !== undefined;
}
