import type { Scene } from '@understudy/fault-simulation';

import { setAlarm } from './messages.ts';
import { scene } from './packaged.ts';

const FAILOVER = 'understudy-prod-instance-failover';

/** What the executions were counted by, in CloudWatch's embedded format, the warming ones apart. */
function countedIn(at: Scene): readonly Readonly<Record<string, unknown>>[] {
  return at.aws.logs
    .lines(FAILOVER)
    .filter(({ text }) => text.includes('"_aws"'))
    .map(({ text }) => JSON.parse(text) as Record<string, unknown>)
    .filter(({ outcome }) => outcome !== 'warmed');
}

describe('the end of a run', () => {
  it('is counted once by its outcome, with its reason and its time since the alarm', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const before = countedIn(at).length;

    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(600);

    const counted = countedIn(at).slice(before);
    const completed = counted.filter(({ outcome }) => outcome === 'completed');
    expect(completed).toMatchObject([{ Outcome: 1, reason: 'target-unhealthy' }]);
    const seconds = Number(completed[0]?.['DurationSeconds']);
    // The window, a stop, a start and its health checks; not the last invocation alone.
    expect(seconds).toBeGreaterThan(40);
    expect(seconds).toBeLessThan(300);
    expect(counted.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });

  it('that holds is counted by why, at each look', async () => {
    const at = await scene();
    const before = countedIn(at).length;

    await setAlarm(at, at.pair.alarmNames[0], 'ALARM');
    await at.pass(20);

    expect(countedIn(at).slice(before)).toMatchObject([
      { outcome: 'held', reason: 'alarm-without-symptom', Outcome: 1 },
    ]);
  });
});
