import { createMemoryStage, tellStory, type Stage } from './story.ts';
import type { WorkflowBody } from '../src/index.ts';

/**
 * What one simulated workflow costs: 12 steps, 6 waits and a poll of 6 looks, each in its own
 * world with its own copy of the SDK. Run by hand: `node packages/workflow/test/measure-virtual-time.ts`.
 */
const WORKFLOWS = 200;

function body(): WorkflowBody {
  let looks = 0;
  return async (workflow) => {
    for (let number = 1; number <= 12; number++) {
      await workflow.step(`step-${number}`, async () => number);
      if (number % 2 === 0) await workflow.wait(`wait-${number}`, 30);
    }
    return workflow.poll(
      'settle',
      async () => (++looks >= 6 ? { met: true, value: looks } : { met: false, last: looks }),
      { everySeconds: 5, timeoutSeconds: 300 },
    );
  };
}

async function tell(stage: Stage = createMemoryStage()): Promise<number> {
  let checkpoints = 0;
  const hooks = { before: () => void checkpoints++ };
  const { outcome, invocations } = await tellStory(body(), { hooks }, stage);
  if (outcome.status !== 'SUCCEEDED') throw outcome.error;
  return invocations * 1_000 + checkpoints;
}

async function measure(label: string, run: () => Promise<unknown>): Promise<void> {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(cpu);
  const each = (milliseconds: number): string => (milliseconds / WORKFLOWS).toFixed(2);
  const line = `${each(performance.now() - wall)} ms, processor ${each((user + system) / 1_000)} ms`;
  process.stdout.write(`${label}: ${line} per workflow\n`);
}

const first = await tell();
const shape = `${Math.floor(first / 1_000)} invocations, ${first % 1_000} checkpoints each`;
process.stdout.write(`${shape}\n`);
await measure('one after the other', async () => {
  for (let number = 0; number < WORKFLOWS; number++) await tell();
});
await measure('all at once', () => Promise.all(Array.from({ length: WORKFLOWS }, () => tell())));
