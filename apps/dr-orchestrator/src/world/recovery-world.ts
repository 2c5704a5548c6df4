import type {
  CloudWatchReads,
  DurableFunctions,
  EksReads,
  MetricReads,
  ObjectChanges,
  ObjectReads,
  ObjectRecords,
  RdsChanges,
  RdsReads,
  SnsPublisher,
  TaskRuns,
} from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import type { LeaseStore, RegionRecords } from '@understudy/leases';

import type { RecoverySettings } from '../settings/settings.ts';

/** The outside world of a recovery, as one interface: passed in, with one real maker. */
export interface RecoveryWorld {
  readonly clock: Clock;
  /** The table of the region that acts: the plan's recovery region. */
  readonly store: LeaseStore;
  readonly publisher: SnsPublisher;
  readonly settings: RecoverySettings;
  /** What can be asked and changed in one region. The primary may not answer at all. */
  inRegion(region: string): RegionPorts;
  /** One request as a user makes it. */
  readonly http: HttpProbe;
}

export interface RegionPorts {
  readonly store: LeaseStore;
  /**
   * What regions say to each other through that region's table: of the primary's, only the
   * surrendered markers are ever written from here.
   */
  readonly records: RegionRecords;
  readonly cloudWatch: CloudWatchReads;
  readonly metrics: MetricReads;
  readonly rds: RdsReads & RdsChanges;
  readonly objects: ObjectReads & ObjectChanges;
  readonly eks: EksReads;
  readonly functions: DurableFunctions;
  /** Our own containers, and the requests that are too long for their environment. */
  readonly tasks: TaskRuns;
  readonly requests: Pick<ObjectRecords, 'keep' | 'remove'>;
}

export interface HttpProbe {
  /** Never throws for what the other side does: an answer, or why there was none. */
  get(
    url: string,
    options: { readonly signal: AbortSignal; readonly timeoutSeconds: number },
  ): Promise<HttpAnswer>;
}

export type HttpAnswer =
  | { readonly answered: true; readonly status: number; readonly bodyStart: string }
  | { readonly answered: false; readonly why: string };
