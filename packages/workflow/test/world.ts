import { RetryableError, TerminalError } from '@understudy/errors';
import {
  completeCallback,
  writeApprovalAnswer,
  type ApprovalAnswer,
  type Workflow,
  type WorkflowBody,
} from '../src/index.ts';
import { endLater } from './contract-callbacks.ts';
import { ARN, type Stage } from './story.ts';

/** What the steps of a story did outside of it. */
export interface World {
  readonly counts: Map<string, number>;
  count(name: string): number;
}

export function createWorld(): World {
  const counts = new Map<string, number>();
  return {
    counts,
    count(name) {
      const next = (counts.get(name) ?? 0) + 1;
      counts.set(name, next);
      return next;
    },
  };
}

/** A person, who answers some seconds after being asked; answering twice is refused and ignored. */
export function answerLater(stage: Stage, token: string, answer: ApprovalAnswer): void {
  const { clock, journal } = stage;
  clock.schedule(clock.now() + 5_000, () => {
    void journal.change(ARN, (execution) => {
      const end = { result: writeApprovalAnswer(answer) };
      const ruling = completeCallback(execution, token, end, clock.now());
      return { execution: ruling.accepted ? ruling.execution : execution, answer: undefined };
    });
  });
}

/** A workflow that uses every verb. The steps count what they do. */
export function everyVerb(world: World, stage: Stage): WorkflowBody {
  return async (workflow) => {
    await workflow.now('begin');
    const first = await workflow.step('first', async () => `first ${world.count('first') && 1}`);
    await workflow.step('flaky', async () => {
      if (world.count('flaky') === 1) throw new RetryableError('Throttled', 'slow down');
    });
    await workflow.wait('breathe', 30);
    const polled = await workflow.poll(
      'settle',
      async () => {
        const looks = world.count('settle');
        return looks >= 5 ? { met: true, value: 'settled' } : { met: false, last: `look ${looks}` };
      },
      { everySeconds: 5, timeoutSeconds: 600 },
    );
    const sides = await workflow.parallel('sides', {
      left: (branch) => branch.step('work', async () => `left ${world.count('left') && 1}`),
      right: (branch) => waitAndWork(world, branch),
    });
    const called = await workflow.call('call', 'function:other', { a: 1 });
    const worked = await workflow.callback(
      'outside',
      async (token) => endLater(stage, token, { result: 'built' }),
      { timeoutSeconds: 600, silenceSeconds: 90 },
    );
    const approval = await workflow.approval(
      'ask',
      async (token) => answerLater(stage, token, { outcome: 'approved', by: 'ada', comment: '' }),
      { timeoutSeconds: 60 },
    );
    const caught = await workflow.step('doomed', () => fail(world)).catch(codeOf);
    return { first, polled: polled.outcome, sides, called, worked, approval, caught };
  };
}

export const EVERY_VERB_RESULT = {
  first: 'first 1',
  polled: 'met',
  sides: { left: 'left 1', right: 'right 1' },
  called: { echo: '{"a":1}' },
  worked: { outcome: 'answered', answer: 'built' },
  approval: { outcome: 'approved', by: 'ada', comment: '' },
  caught: 'Doomed',
};

export async function echo(_: string, payload: string | undefined): Promise<string> {
  return JSON.stringify({ echo: payload });
}

export function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error ? Reflect.get(thrown, 'code') : thrown;
}

async function waitAndWork(world: World, branch: Workflow): Promise<string> {
  await branch.wait('first', 7);
  return branch.step('work', async () => `right ${world.count('right') && 1}`);
}

async function fail(world: World): Promise<never> {
  world.count('doomed');
  throw new TerminalError('Doomed', 'it cannot be', { fields: { side: 'left' } });
}
