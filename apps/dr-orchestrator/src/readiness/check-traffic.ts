import type { Clock } from '@understudy/clock';

import type { ReadinessFinding } from '../deciding/judge-readiness.ts';
import { judgeTraffic } from '../deciding/judge-traffic.ts';
import type { Plan } from '../plan/plan.ts';
import { lookAt } from './finding.ts';
import type { PrerequisiteReads } from './prerequisites.ts';

const MODULE = 'terraform/modules/traffic-switch';

/** Whether anybody follows when the plan shifts traffic: the record, and what stands behind it. */
export function checkTraffic(
  clock: Clock,
  { traffic, regions, stage }: Plan,
  reads: Pick<PrerequisiteReads, 'records' | 'balancers'>,
): Promise<ReadinessFinding> {
  const { bucket, key, record } = traffic;
  const why =
    'the step writes an object; users are served only where a record follows it to a balancer that stands';
  if (record === undefined) {
    const about = {
      what: 'a record follows the traffic',
      why,
      repair: `traffic: { record: { zone: Z…, name: … } } in apps/dr-orchestrator/config/${stage}.yml; ${MODULE} makes one`,
    };
    const found = `the plan names no traffic.record: who follows s3://${bucket}/${key} is not looked at`;
    return lookAt(clock, about, async () => ({ mark: 'unverified', found }));
  }
  const about = {
    what: `traffic of ${record.name} finds a balancer in ${regions.recovery}`,
    why,
    repair: `understudy prepare dr, then terraform apply of ${MODULE} with its recovery_balancer`,
  };
  return lookAt(clock, about, async (signal) => {
    const [records, balancers] = await Promise.all([
      reads.records.listFailoverRecords(record.zone, record.name, { signal }),
      reads.balancers.listBalancers({ signal }),
    ]);
    const { name } = record;
    return judgeTraffic({ name, recoveryRegion: regions.recovery, records, balancers });
  });
}
