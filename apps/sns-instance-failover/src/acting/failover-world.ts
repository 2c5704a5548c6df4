import type {
  CloudWatchReads,
  DurableFunctions,
  Ec2Changes,
  Ec2Reads,
  Elbv2Changes,
  Elbv2Reads,
  Route53Changes,
  Route53Reads,
  SnsPublisher,
} from '@understudy/aws-clients';
import type { Clock } from '@understudy/clock';
import type { LeaseStore } from '@understudy/leases';

import type { InstanceFailoverSettings } from '../services/settings.ts';

/** The outside world of the instance failover, as one interface: passed in, with one real maker. */
export interface FailoverWorld {
  readonly clock: Clock;
  readonly store: LeaseStore;
  readonly ec2: Ec2Reads & Ec2Changes;
  readonly elbv2: Elbv2Reads & Elbv2Changes;
  readonly cloudWatch: CloudWatchReads;
  readonly route53: Route53Reads & Route53Changes;
  readonly functions: Pick<DurableFunctions, 'status'>;
  readonly publisher: SnsPublisher;
  readonly settings: InstanceFailoverSettings;
}
