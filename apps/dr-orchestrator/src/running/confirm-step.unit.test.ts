import { createVirtualClock } from '@understudy/clock';

import { workflowOn } from '../../test/scheduled-plan.ts';
import type { StepKind, StepRun } from '../steps/step-kind.ts';
import { confirmStep } from './confirm-step.ts';

const NOW = Date.UTC(2026, 10, 22, 3);

interface Told {
  /** How long ago `run` saw what is to be confirmed. */
  readonly seenSecondsAgo?: number;
  readonly confirmLooks?: number;
  /** What the looks of `confirm` find, one after the other; the last one for good. */
  readonly finds: readonly boolean[];
}

/** A step that `run` has just ended, and what was asked until it was confirmed. */
async function confirming({ seenSecondsAgo, confirmLooks = 1, finds }: Told): Promise<{
  readonly end: string;
  readonly asked: readonly number[];
}> {
  const clock = createVirtualClock(NOW, { settlingTurns: 2 });
  const asked: number[] = [];
  const kind = {
    confirmLooks,
    async confirm() {
      asked.push((clock.now() - NOW) / 1_000);
      const confirmed = finds[Math.min(asked.length, finds.length) - 1] ?? false;
      return { confirmed, sentence: '' };
    },
  } as unknown as StepKind;
  const step = {
    step: 'applications',
    incident: { id: 'dr-1' },
    world: { clock },
    workflow: workflowOn(clock),
  } as unknown as StepRun<unknown>;
  const seen =
    seenSecondsAgo === undefined ? {} : { seenAtMilliseconds: NOW - seenSecondsAgo * 1_000 };
  let end: string | undefined;
  void confirmStep(kind, step, { end: 'done', outputs: {}, sentence: '', ...seen }).then(
    (ended) => (end = ended.end),
  );
  await clock.runUntil(() => end !== undefined, 600_000);
  return { end: end ?? 'nothing', asked };
}

describe('what `run` has seen itself', () => {
  it('is asked when it has seen nothing', async () => {
    expect(await confirming({ finds: [true] })).toEqual({ end: 'done', asked: [0] });
  });

  it('is not asked again while it is young', async () => {
    expect(await confirming({ seenSecondsAgo: 10, finds: [true] })).toEqual({
      end: 'done',
      asked: [],
    });
  });

  it('is asked again by a run that was taken up an hour later', async () => {
    const late = { seenSecondsAgo: 3_600, finds: [false, true] };
    expect(await confirming(late)).toEqual({ end: 'done', asked: [0, 1] });
  });

  it('is one of two looks, a second before the other', async () => {
    const twice = { seenSecondsAgo: 0, confirmLooks: 2, finds: [true] };
    expect(await confirming(twice)).toEqual({ end: 'done', asked: [1] });
  });

  it('counts once: after a look that says no, two that say yes', async () => {
    const unsure = { seenSecondsAgo: 0, confirmLooks: 2, finds: [false, true] };
    expect(await confirming(unsure)).toEqual({ end: 'done', asked: [1, 2, 3] });
  });

  it('is not confirmed for good by what is gone again', async () => {
    const gone = { seenSecondsAgo: 0, confirmLooks: 2, finds: [false] };
    expect((await confirming(gone)).end).toBe('failed');
  });
});
