import { createVirtualClock } from '@understudy/clock';

import type { Answer } from '../ec2/index.ts';
import { scheduleVerdict, type CheckedWorld } from './health-checks.ts';
import { createTargetGroup, type Target } from './target-group.ts';

/** Checks at 5, 15, 25, … seconds; three bad ones make a target unhealthy. */
async function verdictSeconds(answers: [fromSeconds: number, answer: Answer][]): Promise<number> {
  const clock = createVirtualClock(0);
  const group = createTargetGroup('arn', {
    name: 'group',
    vpcId: 'vpc',
    intervalSeconds: 10,
    timeoutSeconds: 4,
    unhealthyThreshold: 3,
  });
  const target: Target = {
    instanceId: 'i',
    port: 80,
    state: 'healthy',
    firstCheckAt: 5_000,
    answersSince: 0,
    answersWell: true,
    streak: { well: true, count: 0 },
    cancel: () => undefined,
  };
  let answer: Answer = 'ok';
  let verdictAt = Infinity;
  const world: CheckedWorld = {
    clock,
    answer: () => answer,
    onVerdict: () => (verdictAt = clock.now() / 1_000),
  };
  for (const [fromSeconds, next] of answers) {
    await clock.advanceTo(fromSeconds * 1_000);
    answer = next;
    scheduleVerdict(world, group, target);
  }
  await clock.advanceTo(120_000);
  return verdictAt;
}

describe('when the checks decide', () => {
  it.each<{ why: string; answers: [number, Answer][]; at: number }>([
    { why: 'three bad checks', answers: [[0, 'refused']], at: 25 },
    { why: 'three that time out', answers: [[0, 'timeout']], at: 29 },
    {
      why: 'a recovery that no check saw does not begin the count anew',
      answers: [
        [0, 'refused'],
        [10, 'ok'],
        [12, 'error'],
      ],
      at: 25,
    },
    {
      why: 'one that a check saw does, whatever was counted before it',
      answers: [
        [0, 'refused'],
        [10, 'ok'],
        [20, 'refused'],
        [30, 'ok'],
        [32, 'refused'],
      ],
      at: 45,
    },
    {
      why: 'never, when it recovers in time',
      answers: [
        [0, 'refused'],
        [20, 'ok'],
      ],
      at: Infinity,
    },
  ])('$why: at $at s', async ({ answers, at }) => {
    await expect(verdictSeconds(answers)).resolves.toBe(at);
  });
});
