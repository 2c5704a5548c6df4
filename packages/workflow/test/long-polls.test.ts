import { ARN, createMemoryStage, tellStory } from './story.ts';

/** Operations in the journal of a workflow that polls in vain for so long. */
async function operationsOf(everySeconds: number, timeoutSeconds: number): Promise<number> {
  const stage = createMemoryStage();
  await tellStory(
    (workflow) =>
      workflow.poll('in-vain', async () => ({ met: false, last: 0 }), {
        everySeconds,
        timeoutSeconds,
      }),
    {},
    stage,
  );
  return stage.journal.change(ARN, (execution) => ({
    execution,
    answer: execution.operations.size,
  }));
}

describe('a poll in vain', () => {
  it.each([
    ['half an hour', 1, 1_800, 130],
    ['50 minutes', 20, 3_000, 150],
    ['3 hours', 10, 10_800, 180],
    ['4 hours', 10, 14_400, 190],
  ])('of %s costs a bounded number of operations', async (_what, every, timeout, most) => {
    expect(await operationsOf(every, timeout)).toBeLessThanOrEqual(most);
  });
});
