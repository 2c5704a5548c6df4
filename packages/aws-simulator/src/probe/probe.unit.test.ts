import { createStory, type Story } from '../scenarios/story.ts';
import { createProbe, type Probe } from './probe.ts';

function watch(story: Story): Probe {
  const { jupiter, pair, world } = story;
  return createProbe(world, {
    targetGroupNames: [pair.targetGroupName, jupiter.control.targetGroupName],
    routable: (name) => jupiter.elbv2.routable(name),
    answer: (id) => jupiter.ec2.answer(id),
  });
}

describe('the probe', () => {
  it('measures a downtime from the crash to the first answer after the return', async () => {
    const story = createStory();
    const probe = watch(story);
    const { jupiter, pair, pass } = story;

    await pass(10);
    jupiter.ec2.fault(pair.primaryId, 'crash');
    await pass(20);
    jupiter.ec2.fault(pair.primaryId, 'comes-back');
    await pass(120);

    const report = probe.report(pair.targetGroupName);
    expect(report.asked).toBe(600);
    expect(report.stretches.map(({ service }) => service)).toEqual(['served', 'refused', 'served']);
    expect(report.stretches[1]?.began).toMatchObject({ cause: { kind: 'fault', name: 'crash' } });
    // 20 s down, 16.4 s to start, 3 s to answer, then up to one check's interval.
    expect(report.downtimeMilliseconds).toBeGreaterThanOrEqual(39_400);
    expect(report.downtimeMilliseconds).toBeLessThanOrEqual(49_500);
    expect(probe.report(jupiter.control.targetGroupName).refused).toBe(0);
  });

  it('sees half of the requests fail while one of two targets is dead and not yet known to be', async () => {
    const story = createStory();
    const { call, jupiter, pair, pass } = story;
    await call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] });
    await pass(60);
    await call('elasticloadbalancing', 'RegisterTargets', {
      TargetGroupArn: pair.targetGroupArn,
      Targets: [{ Id: pair.backupId }],
    });
    await pass(60);
    const probe = watch(story);

    jupiter.ec2.fault(pair.primaryId, 'app-dead');
    await pass(60);

    const { refused, stretches } = probe.report(pair.targetGroupName);
    const [partly, served] = stretches;
    const asked = ((partly?.toMilliseconds ?? 0) - (partly?.fromMilliseconds ?? 0)) / 250;
    expect([partly?.service, served?.service]).toEqual(['partly', 'served']);
    expect(asked).toBeGreaterThan(0);
    expect(refused).toBe(Math.ceil(asked / 2));
  });

  it('does not count a failed check of a machine that answers users', async () => {
    const story = createStory();
    const probe = watch(story);

    story.jupiter.ec2.fault(story.pair.primaryId, 'instance-impaired');
    await story.pass(600);

    expect(probe.report(story.pair.targetGroupName).refused).toBe(0);
  });
});
