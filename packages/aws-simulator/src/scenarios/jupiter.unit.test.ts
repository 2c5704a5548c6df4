import { createStory } from './story.ts';

describe('the jupiter scenario', () => {
  it('begins settled: an hour passes and nothing happens', async () => {
    const { clock, world, published, pass } = createStory();
    const before = world.log.entries.length;

    await pass(60 * 60);

    expect(world.log.entries.slice(before)).toEqual([]);
    expect(published).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  it('notices a crash by both alarms, which publish to the topic once each', async () => {
    const { clock, jupiter, pair, published, pass } = createStory();

    await pass(60);
    jupiter.ec2.fault(pair.primaryId, 'crash');
    await pass(14 * 60);

    expect(published.map(({ subject }) => subject).sort()).toEqual([
      'ALARM: "signaling-primary-health" in US East (N. Virginia)',
      'ALARM: "signaling-service-health" in US East (N. Virginia)',
    ]);
    expect(clock.pending()).toBe(0);
  });
});
