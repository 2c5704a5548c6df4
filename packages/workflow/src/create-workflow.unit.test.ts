import { RetryableError, TerminalError } from '@understudy/errors';
import { tellStory } from '../test/story.ts';

describe('a workflow', () => {
  it.each([
    { problem: 'used twice', names: ['same', 'same'], found: 'found it used before' },
    { problem: 'empty', names: [''], found: 'found an empty one' },
    { problem: 'too long', names: ['x'.repeat(65)], found: 'found 65 characters' },
  ])('refuses a name that is $problem', async ({ names, found }) => {
    const { outcome } = await tellStory(async (workflow) => {
      for (const name of names) await workflow.step(name, async () => undefined);
    });

    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'WorkflowNameInvalid', message: expect.stringContaining(found) },
    });
  });

  it('allows the same name in two branches', async () => {
    const { outcome } = await tellStory((workflow) =>
      workflow.parallel('sides', {
        left: (branch) => branch.step('work', async () => 1),
        right: (branch) => branch.step('work', async () => 2),
      }),
    );

    expect(outcome).toEqual({ status: 'SUCCEEDED', result: { left: 1, right: 2 } });
  });

  it('remembers the time', async () => {
    const times: number[] = [];

    await tellStory(async (workflow) => {
      times.push(await workflow.now('begin'));
      await workflow.wait('a-while', 3_600);
    });

    expect(times.length).toBe(2);
    expect(times[0]).toBe(times[1]);
  });

  it('throws the error of the function that it called', async () => {
    const { outcome } = await tellStory(
      (workflow) => workflow.call('other', 'function:other', {}),
      {
        call: async () => {
          throw new TerminalError('LagUnknown', 'no lag', { fields: { database: 'db' } });
        },
      },
    );

    expect(outcome).toMatchObject({
      status: 'FAILED',
      error: { code: 'LagUnknown', fields: { database: 'db' }, retryable: false },
    });
  });

  it.each([
    { kind: 'passing', thrown: new RetryableError('Throttled', 'slow down'), looks: 5 },
    { kind: 'final', thrown: new TerminalError('Denied', 'no'), looks: 1 },
  ])(
    'fails a poll that never saw anything with the error of its last look: $kind',
    async ({ thrown, looks }) => {
      let looked = 0;

      const { outcome } = await tellStory((workflow) =>
        workflow.poll(
          'blind',
          async () => {
            looked++;
            throw thrown;
          },
          { everySeconds: 5, timeoutSeconds: 20 },
        ),
      );

      expect(outcome).toMatchObject({ status: 'FAILED', error: { code: thrown.code } });
      expect(looked).toBe(looks);
    },
  );

  it('plays the same however many others play beside it', async () => {
    const tell = async (): Promise<unknown[]> => {
      const log: unknown[] = [];
      await tellStory(
        async (workflow, _, { clock }) => {
          await workflow.parallel('sides', {
            left: async (branch) => {
              await branch.step('a', () => clock.sleep(700));
              await branch.wait('b', 2);
            },
            right: async (branch) => {
              await branch.wait('a', 1);
              await branch.step('b', () => clock.sleep(1_300));
            },
          });
          await workflow.step('end', async () => clock.now());
        },
        { hooks: { before: (names) => void log.push([...names]) } },
      );
      return log;
    };

    const alone = await tell();
    const together = await Promise.all(Array.from({ length: 20 }, tell));

    expect(alone.length).toBeGreaterThan(5);
    for (const log of together) expect(log).toEqual(alone);
  });
});
