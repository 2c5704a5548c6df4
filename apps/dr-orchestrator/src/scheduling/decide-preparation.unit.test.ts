import {
  decidePreparation,
  decidePreparationOutcome,
  type PreparationQuestion,
} from './decide-preparation.ts';
import type { StepResult } from './step-result.ts';

const QUESTION: PreparationQuestion = {
  plan: { name: 'konecta-erp', primary: 'us-east-1', recovery: 'eu-west-1' },
  order: { force: false, reason: '' },
  inCharge: 'primary',
  epoch: 1,
  arming: { mode: 'armed', reason: '' },
  verdict: { verdict: 'healthy', sentence: 'It serves.' },
  steps: ['infrastructure'],
  leftOut: [],
};
const forced = { force: true, reason: 'before the drill' };
const off = { mode: 'off', reason: 'a change' } as const;
const lost = { verdict: 'lost', sentence: 'It is lost.' } as const;

describe('decidePreparation', () => {
  it.each<[string, Partial<PreparationQuestion>, string]>([
    ['in peace time', {}, 'run ordered'],
    ['for the epoch that was shown', { order: { ...forced, expectedEpoch: 1 } }, 'run ordered'],
    ['for another epoch', { order: { ...forced, expectedEpoch: 2 } }, 'refuse epoch-moved'],
    ['forced without a reason', { order: { force: true, reason: ' ' } }, 'refuse reason-missing'],
    ['while it serves', { inCharge: 'recovery' }, 'refuse recovery-in-charge'],
    [
      'while it serves, forced',
      { inCharge: 'recovery', order: forced },
      'refuse recovery-in-charge',
    ],
    ['of a plan that builds nothing', { steps: [] }, 'ignore nothing-to-build'],
    ['of what cannot be built yet', { steps: [], leftOut: ['build'] }, 'ignore nothing-to-build'],
    ['while it is off', { arming: off }, 'refuse disarmed'],
    ['while it is off, forced', { arming: off, order: forced }, 'run ordered'],
    ['before it was armed', { arming: { ...off, mode: 'rehearse-only' } }, 'refuse rehearse-only'],
    ['while it is paused', { arming: { ...off, mode: 'paused' } }, 'run ordered'],
    ['of a primary that is lost', { verdict: lost }, 'refuse no-peace-time'],
    ['of a primary that is lost, forced', { verdict: lost, order: forced }, 'run ordered'],
    [
      'of a primary that may be lost',
      { verdict: { verdict: 'unknown', sentence: '', sinceMilliseconds: 1 } },
      'refuse no-peace-time',
    ],
    [
      'while AWS repairs the primary',
      { verdict: { verdict: 'native-recovery', sentence: '' } },
      'refuse no-peace-time',
    ],
    [
      'when nobody has looked yet',
      { verdict: { verdict: 'cannot-observe', sentence: '' } },
      'run ordered',
    ],
  ])('%s', (_what, change, expected) => {
    const { action, reason } = decidePreparation({ ...QUESTION, ...change });

    expect(`${action} ${reason}`).toBe(expected);
  });
});

describe('decidePreparationOutcome', () => {
  const done: StepResult = { step: 'a', status: 'done', reason: 'done', sentence: '', outputs: {} };

  it.each<[string, readonly StepResult[], string]>([
    ['all was built', [done], 'completed prepared'],
    [
      'a part was there, a part was built',
      [done, { ...done, reason: 'unchanged' }],
      'completed prepared',
    ],
    ['all was there', [{ ...done, reason: 'unchanged' }], 'nothing-to-do already-prepared'],
    [
      'one failed before another could begin',
      [
        { ...done, step: 'b', status: 'not-started', reason: 'waits-for-a-step' },
        { ...done, status: 'failed', reason: 'terraform-failed' },
      ],
      'needs-operator terraform-failed',
    ],
    [
      'one asks: nobody waits for the answer',
      [{ ...done, status: 'asked', reason: 'terraform-asks' }],
      'needs-operator terraform-asks',
    ],
  ])('%s', (_what, results, expected) => {
    const question = { plan: 'konecta-erp', recovery: 'eu-west-1', results, leftOut: [] };

    const { name, reason } = decidePreparationOutcome(question);

    expect(`${name} ${reason}`).toBe(expected);
  });
});
