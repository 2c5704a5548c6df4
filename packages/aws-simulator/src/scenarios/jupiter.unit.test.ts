import { createVirtualClock } from '@understudy/clock';

import { createWorld } from '../kernel/create-world.ts';
import { createNoLatencies } from '../kernel/latencies.ts';
import { createFixedEc2Timings } from '../ec2/index.ts';
import { createJupiter } from './jupiter.ts';

const START_MS = Date.UTC(2026, 10, 22, 3, 0, 0);

function createStory() {
  const clock = createVirtualClock(START_MS);
  const world = createWorld({ clock, seed: 'jupiter', latencies: createNoLatencies });
  const published: { topicArn: string; subject: string; message: Record<string, unknown> }[] = [];
  const jupiter = createJupiter(world, {
    ec2Timings: createFixedEc2Timings(),
    publish: (topicArn, subject, message) =>
      published.push({ topicArn, subject, message: JSON.parse(message) }),
  });
  return { clock, world, jupiter, published };
}

const MINUTE_MS = 60_000;

describe('the jupiter scenario', () => {
  it('begins settled: nothing is scheduled beyond one look of each alarm, and nothing changes', async () => {
    const { clock, world, published } = createStory();
    const before = world.log.entries.length;

    await clock.advanceTo(START_MS + 30 * MINUTE_MS);

    expect(world.log.entries.slice(before)).toEqual([]);
    expect(published).toEqual([]);
    expect(clock.pending()).toBe(0);
  });

  it('notices a crash by both alarms, which publish to the topic once each', async () => {
    const { clock, jupiter, published } = createStory();
    const signaling = jupiter.services['signaling'];

    await clock.advanceTo(START_MS + MINUTE_MS);
    jupiter.ec2.fault(signaling?.primaryId ?? '', 'crash');
    await clock.advanceTo(START_MS + 15 * MINUTE_MS);

    expect(published.map(({ subject }) => subject).sort()).toEqual([
      'ALARM: "signaling-primary-health" in US East (N. Virginia)',
      'ALARM: "signaling-service-health" in US East (N. Virginia)',
    ]);
    expect(clock.pending()).toBe(0);
  });
});
