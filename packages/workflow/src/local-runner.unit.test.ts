import { RetryableError } from '@understudy/errors';
import { createMemoryStage, tellStory } from '../test/story.ts';

describe('a local run', () => {
  it('starts another invocation when one runs out of time', async () => {
    let hung = false;

    const { outcome, invocations, seconds } = await tellStory(async (workflow) => {
      await workflow.step('first', async () => undefined);
      if (!hung) {
        hung = true;
        await new Promise(() => undefined);
      }
      return 'done';
    });

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 'done' });
    expect(invocations).toBe(2);
    expect(seconds).toBeGreaterThanOrEqual(60);
    expect(seconds).toBeLessThan(70);
  });

  it('gives up on a program that dies again and again before it journals anything', async () => {
    const before = (): never => {
      throw new RetryableError('SimulatedCrash', 'again');
    };

    const story = tellStory((workflow) => workflow.step('first', async () => 1), {
      hooks: { before },
    });

    await expect(story).rejects.toMatchObject({ code: 'ExecutionKeepsDying' });
  });

  it('answers at once with the outcome of an execution that has ended', async () => {
    const stage = createMemoryStage();
    let runs = 0;
    const body = async (): Promise<number> => ++runs;

    await tellStory(body, {}, stage);
    const { outcome, invocations } = await tellStory(body, {}, stage);

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 1 });
    expect(invocations).toBe(0);
  });

  it('is invoked again while it only waits, where something outside is to be renewed', async () => {
    let begun = 0;

    const { outcome, invocations } = await tellStory(
      async (workflow) => {
        await workflow.step('first', async () => ++begun);
        await workflow.wait('long', 100);
        return begun;
      },
      { renewSeconds: 15 },
    );

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: 1 });
    // The first, six renewals within a hundred seconds, and the end.
    expect(invocations).toBe(8);
  });

  it('leaves nothing scheduled but what the SDK never takes back', async () => {
    const stage = createMemoryStage();

    await tellStory((workflow) => workflow.wait('breathe', 30), {}, stage);

    // The SDK logs half a second after each invocation has begun: one such timer may remain.
    expect(stage.clock.pending()).toBeLessThanOrEqual(1);
  });
});
