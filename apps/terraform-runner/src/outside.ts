import type { Clock } from '@understudy/clock';
import type { LeaseStore } from '@understudy/leases';
import type { ObjectStore } from './archive/object-store.ts';
import type { PlanPolicy } from './policy/judge-plan.ts';
import type { EndingTimes } from './process/child-deadline.ts';
import type { ProgressLine } from './progress/describe-message.ts';
import type { RunnerLog } from './runner-log.ts';
import type { RunnerSettings } from './settings.ts';

/** Everything that a run needs of the world. */
export interface Outside {
  readonly settings: RunnerSettings;
  readonly clock: Clock;
  readonly objects: ObjectStore;
  readonly timeline: Pick<LeaseStore, 'appendTimeline'>;
  readonly policy: PlanPolicy;
  readonly endingTimes: EndingTimes;
  readonly log: RunnerLog;
  /** A terminal, or whoever else looks on. */
  readonly onProgress?: (line: ProgressLine) => void;
}
