import { alarmMessage, messagesOf, snsEvent } from './messages.ts';
import { lastOutcome, scene, sourceScene } from './packaged.ts';

describe('the service that a message is about', () => {
  it('is found whole when its name has hyphens and another is its beginning', async () => {
    const services = ['video', 'video-relay'];
    const at = await scene({ jupiter: { services, quickAlarms: true } });
    const before = at.clock.now();
    const relay = at.jupiter.services['video-relay'];

    at.jupiter.ec2.fault(relay?.primaryId ?? '', 'app-dead');
    await at.pass(600);

    const incident = (await at.incidents('video-relay')).find(
      ({ outcome }) => outcome?.name === 'completed',
    );
    expect(incident?.outcome).toMatchObject({ reason: 'target-unhealthy' });
    expect((await at.record('video-relay')).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect((await at.record('video')).state).toMatchObject({ active: 'primary', epoch: 1 });
    // Only the one that found the new service.
    expect(await at.incidents('video')).toHaveLength(1);
    const touched = JSON.stringify(at.changes(before).map(({ call }) => call.input));
    expect(touched).not.toContain(at.jupiter.services['video']?.primaryId);
    expect(await at.violations()).toEqual([]);
  });

  it('is found also when it came after the router last read which services there are', async () => {
    const at = await sourceScene();
    const asked = (): number =>
      at.aws.world.log.entries.filter(
        (entry) =>
          entry.kind === 'call' &&
          entry.call.operation === 'DescribeInstances' &&
          JSON.stringify(entry.call.cause).includes('alarm-router'),
      ).length;
    await at.invokeRouter({ warm: true });
    const before = asked();

    const known = await at.invokeRouter({ service: at.pair.name });
    const afterKnown = asked();
    at.jupiter.ec2.launch({ name: 'media-primary', tags: { 'understudy:managed': 'true' } });
    const unknown = await at.invokeRouter({ service: 'media' });

    expect(known.body.results).toMatchObject([{ result: 'started', service: at.pair.name }]);
    expect(unknown.body.results).toMatchObject([{ result: 'started', service: 'media' }]);
    expect([before, afterKnown, asked()]).toEqual([before, before, before + 1]);
  });

  it('whose role two instances play is a reason to ask, with both named', async () => {
    const at = await scene();
    const before = at.clock.now();
    const second = at.jupiter.ec2.launch({
      name: 'signaling-primary',
      tags: { 'understudy:managed': 'true' },
    });

    await at.pass(180);

    const outcome = await lastOutcome(at);
    expect(outcome).toMatchObject({ name: 'asked', reason: 'ambiguous-member' });
    expect(outcome?.sentence).toContain(second);
    expect(outcome?.sentence).toContain(at.pair.primaryId);
    expect(at.changes(before)).toEqual([]);
  });

  it.each([
    ['an order', { service: 'signalling' }, 'signalling', 'one of the services signaling'],
    [
      "an alarm's name",
      snsEvent(alarmMessage(Date.UTC(2026, 10, 22, 3, 2), { AlarmName: 'radio-primary-health' })),
      'alarm radio-primary-health',
      'one of the services signaling',
    ],
    [
      'a topic',
      snsEvent(
        alarmMessage(Date.UTC(2026, 10, 22, 3, 2)),
        'arn:aws:sns:us-east-1:999999999999:someone-elses',
      ),
      'arn:aws:sns:us-east-1:999999999999:someone-elses',
      'one of our topics (jupiter-failover-topic)',
    ],
  ])(
    'that nobody knows by %s is refused, with what was found',
    async (_, event, found, expected) => {
      const at = await scene();
      const before = at.clock.now();

      const answer = await at.invokeRouter(event);
      await at.pass(60);

      expect(answer.statusCode).toBe(400);
      expect(answer.body.results).toMatchObject([{ result: 'refused', found }]);
      expect(answer.body.results[0]?.['expected']).toContain(expected);
      expect(await messagesOf(at, 'understudy-prod-refused')).toHaveLength(1);
      expect(at.changes(before)).toEqual([]);
      expect(await at.violations()).toEqual([]);
    },
  );
});

describe('a new pair that was never registered', () => {
  it('is registered by the reconciler, and is in charge from then on', async () => {
    const at = await scene();
    const { ec2, elbv2 } = at.region;
    const tags = { 'understudy:managed': 'true' };
    const primaryId = ec2.launch({ name: 'media-primary', tags });
    ec2.launch({ name: 'media-backup', tags, state: 'stopped' });
    const group = elbv2.addTargetGroup({
      name: 'prod-media-tg',
      port: 3000,
      vpcId: ec2.network.vpcId,
      healthCheckPath: '/health',
      intervalSeconds: 10,
      healthyThreshold: 2,
      tags,
    });
    elbv2.addListener({
      loadBalancerArn: at.jupiter.loadBalancerArn,
      port: 8443,
      defaultActions: [{ Type: 'forward', TargetGroupArn: group.arn }],
    });
    await at.during(
      at.store.setArming('service#media', {
        mode: 'armed',
        reason: 'new',
        by: 'operator',
        atMilliseconds: at.clock.now(),
      }),
    );

    await at.pass(240);

    expect(elbv2.routable('prod-media-tg')).toEqual([primaryId]);
    expect((await at.record('media')).state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(await lastOutcome(at, 'media')).toMatchObject({
      name: 'completed',
      reason: 'registered',
    });
    expect(await at.violations()).toEqual([]);
  });
});
