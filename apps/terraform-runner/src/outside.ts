import type { Clock } from '@understudy/clock';
import type { DurableFunctions, ObjectReads, ObjectRecords } from '@understudy/aws-clients';
import type { LeaseStore, LockRecords } from '@understudy/leases';
import type { PlanPolicy } from './policy/judge-plan.ts';
import type { EndingTimes } from './process/child-deadline.ts';
import type { ResourceReads } from './resources/resource-reads.ts';
import type { ProgressLine } from './progress/describe-message.ts';
import type { RunnerLog } from './runner-log.ts';
import type { RunnerSettings } from './settings.ts';

/** Everything that a run needs of the world. */
export interface Outside {
  readonly settings: RunnerSettings;
  readonly clock: Clock;
  /** The blueprint and the lock's text. */
  readonly objects: Pick<ObjectReads, 'download' | 'read'>;
  /** Copies of the state. */
  readonly copies: ObjectRecords;
  readonly store: Pick<LeaseStore, 'appendTimeline' | 'readService'>;
  readonly records: LockRecords;
  /** Whether the owner of a lock is finished. */
  readonly functions: Pick<DurableFunctions, 'status'>;
  readonly resources: ResourceReads;
  readonly policy: PlanPolicy;
  readonly endingTimes: EndingTimes;
  readonly lockPatienceMilliseconds: number;
  readonly log: RunnerLog;
  /** A terminal, or whoever else looks on. */
  readonly onProgress?: (line: ProgressLine) => void;
}
