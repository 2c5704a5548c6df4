import type { Scene } from '@understudy/fault-simulation';

import { alarmEvent, alarmMessage, deliver, setAlarm, snsEvent } from './messages.ts';
import { scene } from './packaged.ts';

interface Ended {
  readonly name: string;
  readonly outcome?: { readonly name: string; readonly reason: string };
}

/** The executions of the workflow that alarms have started, with their ends. */
function alarmExecutions(at: Scene): readonly Ended[] {
  return at.region.lambda.executions
    .all()
    .filter(({ name }) => name.startsWith('alarm-'))
    .map(({ name, journal }) => ({
      name,
      ...(JSON.parse(journal.result ?? '{}') as Pick<Ended, 'outcome'>),
    }));
}

describe('a message that comes again', () => {
  it('is started once and found started nine times, by SNS and EventBridge in turn', async () => {
    const at = await scene();
    const changedAt = at.clock.now() - 1_234;
    const doors = [snsEvent(alarmMessage(changedAt)), alarmEvent(changedAt)];

    const results: unknown[] = [];
    for (let time = 0; time < 10; time++) {
      const { body } = await at.invokeRouter(doors[time % 2]);
      results.push(...body.results.map(({ result }) => result));
    }

    expect(results).toEqual(['started', ...Array<string>(9).fill('already-started')]);
    expect(alarmExecutions(at)).toHaveLength(1);
  });

  it('starts one execution, ten times over, from SNS and EventBridge alike', async () => {
    const at = await scene();
    const changedAt = at.clock.now() - 1_234;
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');

    for (let time = 0; time < 5; time++) {
      deliver(at, snsEvent(alarmMessage(changedAt)));
      deliver(at, alarmEvent(changedAt));
    }
    await at.pass(420);

    expect(alarmExecutions(at).filter(({ outcome }) => outcome?.name === 'completed')).toHaveLength(
      1,
    );
    expect(new Set(alarmExecutions(at).map(({ name }) => name)).size).toBe(
      alarmExecutions(at).length,
    );
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('has the same name at both doors, though each writes the time in its own way', async () => {
    const at = await scene();
    const changedAt = at.clock.now() - 1_234;

    const bySns = await at.invokeRouter(snsEvent(alarmMessage(changedAt)));
    const byEventBridge = await at.invokeRouter(alarmEvent(changedAt));

    const [first] = bySns.body.results;
    expect(first).toMatchObject({ result: 'started' });
    expect(byEventBridge.body.results).toMatchObject([
      { executionName: first?.['executionName'], incidentId: first?.['incidentId'] },
    ]);
    expect(alarmExecutions(at)).toHaveLength(1);
  });

  it('delivered twice by every door makes one failover of a real fault', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    at.region.sns.addFault({ name: 'copies', source: 'jupiter', copies: 9 });
    at.region.events.addFault({ name: 'copies', copies: 9 });
    const before = at.clock.now();

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(420);

    const starts = at.changes(before).filter(({ call }) => call.operation === 'StartInstances');
    expect(starts).toHaveLength(1);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });
});

describe('a trigger that finds a run under way', () => {
  it('joins it: two alarms of one fault', async () => {
    const at = await scene();
    const changedAt = at.clock.now();
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');

    const alarms = ['signaling-primary-health', 'signaling-service-health'];
    for (const AlarmName of alarms) {
      deliver(at, snsEvent(alarmMessage(changedAt, { AlarmName, AlarmArn: AlarmName })));
      await at.pass(5);
    }
    await at.pass(420);

    const outcomes = alarmExecutions(at).map(({ outcome }) => outcome?.name);
    expect(outcomes.filter((name) => name === 'joined').length).toBeGreaterThanOrEqual(1);
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('is looked at again when it joins between the last look and the close', async () => {
    const at = await scene();
    // The close is on the wire for three seconds; what joins meanwhile makes its condition fail.
    at.aws.world.faults.add({
      name: 'slow close',
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      matches: ({ input }) => JSON.stringify(input).includes('lastClose'),
      times: 1,
      fault: { kind: 'slow', milliseconds: 3_000 },
    });

    await setAlarm(at, at.pair.alarmNames[0], 'ALARM');
    await at.pass(2);
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(300);

    const [, incident] = await at.incidents();
    const looks = (await at.timeline(incident?.id ?? '')).filter(({ step }) => step === 'look-1');
    expect(looks.length).toBeGreaterThanOrEqual(2);
    expect(incident?.executions).toHaveLength(1);
    expect(incident?.outcome).toMatchObject({ name: 'completed', reason: 'instance-stopped' });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });
});
