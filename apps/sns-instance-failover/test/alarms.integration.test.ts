import { setAlarm, snsEvent, alarmMessage, toldOf } from './messages.ts';
import { lastOutcome, scene } from './packaged.ts';

describe('an alarm', () => {
  it('without a symptom is held at each look while it lasts, and closed when it is OK', async () => {
    const at = await scene();
    const before = at.clock.now();
    const [primaryHealth] = at.pair.alarmNames;

    // Held in ALARM: what a broken check, or a person who plays with it, looks like.
    for (let half = 0; half < 2 * 17; half++) {
      await setAlarm(at, primaryHealth, 'ALARM');
      await at.pass(30);
    }
    const during = await at.incidents();
    const toldDuring = toldOf(at);
    await setAlarm(at, primaryHealth, 'OK');
    await at.pass(120);

    expect(during.at(-1)?.outcome).toMatchObject({
      name: 'held',
      reason: 'alarm-without-symptom',
    });
    // At once, and a reminder after a quarter of an hour.
    expect(toldDuring.map(({ reason }) => reason)).toEqual([
      'alarm-without-symptom',
      'alarm-without-symptom',
    ]);
    expect(await at.incidents()).toHaveLength(during.length);
    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do' });
    expect((await at.record()).openIncident).toBeUndefined();
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that is held goes on as the same incident when its fault becomes real', async () => {
    const at = await scene();
    await setAlarm(at, at.pair.alarmNames[0], 'ALARM');
    await at.pass(20);
    const held = (await at.incidents()).at(-1);

    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(420);

    const same = (await at.incidents()).find(({ id }) => id === held?.id);
    expect(held?.outcome).toMatchObject({ name: 'held', reason: 'alarm-without-symptom' });
    expect(same?.outcome).toMatchObject({ name: 'completed', reason: 'instance-stopped' });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await at.violations()).toEqual([]);
  });

  it('that its OK has overtaken is nothing to do: it has recovered', async () => {
    const at = await scene();
    const before = at.clock.now();
    const [primaryHealth] = at.pair.alarmNames;
    at.region.sns.addFault({
      name: 'late',
      source: 'jupiter',
      delayMilliseconds: 20_000,
      times: 1,
    });
    at.region.events.addFault({ name: 'lost', isLost: true, times: 1 });

    await setAlarm(at, primaryHealth, 'ALARM');
    await at.pass(1);
    await setAlarm(at, primaryHealth, 'OK');
    await at.pass(120);

    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do', reason: 'recovered' });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('whose symptom goes away inside the window is nothing to do: it has recovered', async () => {
    const at = await scene({
      config: 'defaults: { confirmWindow: { looks: 6, everySeconds: 10 } }',
    });
    const before = at.clock.now();
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    await at.pass(40);

    await setAlarm(at, at.pair.alarmNames[1], 'ALARM');
    await at.pass(15);
    at.jupiter.ec2.fault(at.pair.primaryId, 'recover');
    await at.pass(120);

    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do', reason: 'recovered' });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('of the standby is nothing to do', async () => {
    const at = await scene();
    const before = at.clock.now();

    const answer = await at.invokeRouter(
      snsEvent(
        alarmMessage(before, {
          AlarmName: 'signaling-backup-health',
          AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:signaling-backup-health',
          Trigger: { Dimensions: [{ name: 'InstanceId', value: at.pair.backupId }] },
        }),
      ),
    );
    await at.pass(60);

    expect(answer.body.results).toMatchObject([{ result: 'started' }]);
    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do', reason: 'standby-alarm' });
    expect(toldOf(at)).toEqual([]);
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('of a member that was replaced before is nothing to do', async () => {
    const at = await scene();
    const before = at.clock.now();

    await at.invokeRouter(
      snsEvent(
        alarmMessage(before, {
          Trigger: { Dimensions: [{ name: 'InstanceId', value: 'i-0badc0ffee0ddf00d' }] },
        }),
      ),
    );
    await at.pass(60);

    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do', reason: 'stale-alarm' });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('that is delivered after the failover that answered it is nothing to do', async () => {
    const at = await scene({ jupiter: { quickAlarms: true } });
    const alarmed = at.clock.now();
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.pass(420);
    const before = at.clock.now();

    await at.invokeRouter(
      snsEvent(alarmMessage(alarmed, { AlarmName: 'signaling-service-health', AlarmArn: 'late' })),
    );
    await at.pass(30);

    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(await lastOutcome(at)).toMatchObject({ name: 'nothing-to-do', reason: 'stale-alarm' });
    expect(at.changes(before)).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
