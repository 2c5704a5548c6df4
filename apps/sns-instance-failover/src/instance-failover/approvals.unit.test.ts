import type { Approval } from '@understudy/leases';

import { aLook, aState, LOOK_AT } from '../../test/looks.ts';
import type { Decision } from '../deciding/decision.ts';
import type { OrderTrigger, Trigger } from '../triggers/trigger.ts';
import { applyAnswer, planOf, questionOf } from './approvals.ts';
import type { Assessment } from './assess.ts';

const ASKED: Decision = {
  action: 'ask',
  reason: 'shared-cause',
  sentence: 'all fail',
  from: 'primary',
  to: 'primary',
  epoch: 1,
};
const FAILS_OVER: Decision = {
  ...ASKED,
  action: 'fail-over',
  reason: 'instance-stopped',
  to: 'backup',
};
const LOOK: Trigger = { kind: 'deviation', deviation: 'open-incident', atMilliseconds: LOOK_AT };
const APPROVES: OrderTrigger = {
  kind: 'order',
  order: 'approve',
  by: 'operator',
  reason: 'seen',
  expectedActive: 'primary',
  expectedEpoch: 1,
  force: false,
  atMilliseconds: LOOK_AT,
  messageId: 'm',
};

function assessed(decision: Decision, trigger: Trigger = LOOK): Assessment {
  return {
    decision,
    state: aState(),
    arming: null,
    groups: [],
    joinsSeen: 0,
    trigger,
    look: aLook(),
    lastSequence: 0,
  };
}

function answered(verdict: 'approved' | 'refused' | undefined, changes: Partial<Approval> = {}) {
  const answer = { by: 'operator', comment: 'seen', atMilliseconds: LOOK_AT };
  return {
    id: 'question-1',
    ...questionOf('signaling', assessed(ASKED), ASKED),
    ...(verdict ? { answer: { verdict, ...answer } } : {}),
    ...changes,
  };
}

describe('questionOf', () => {
  it('binds epoch, reason, side and machines, and expires after half an hour', () => {
    const question = questionOf('signaling', assessed(ASKED), ASKED);

    expect(question).toMatchObject({
      epoch: 1,
      planHash: 'signaling|shared-cause|primary|i-primary|i-backup',
      askedAtMilliseconds: LOOK_AT,
      expiresAtMilliseconds: LOOK_AT + 1_800_000,
    });
    expect(question.question).toContain('Fail signaling over from primary to backup?');
  });
});

describe('applyAnswer', () => {
  it.each<[string, Approval | undefined, Decision, Trigger, string, boolean]>([
    ['leaves a question that nobody answered', answered(undefined), ASKED, LOOK, 'ask', false],
    ['leaves a question that was never asked', undefined, ASKED, LOOK, 'ask', false],
    ['acts on a yes', answered('approved'), ASKED, LOOK, 'fail-over', true],
    ['holds on a no', answered('refused'), ASKED, LOOK, 'hold', false],
    [
      'asks again when the yes was for an older epoch',
      answered('approved', { epoch: 0 }),
      ASKED,
      LOOK,
      'ask',
      false,
    ],
    [
      'asks again when the yes was for other machines',
      answered('approved', { planHash: 'x' }),
      ASKED,
      LOOK,
      'ask',
      false,
    ],
    [
      'asks again when the yes came too late',
      answered('approved', { expiresAtMilliseconds: LOOK_AT - 1 }),
      ASKED,
      LOOK,
      'ask',
      false,
    ],
    [
      'refuses the order that brings a yes for an older epoch',
      answered('approved', { epoch: 0 }),
      ASKED,
      APPROVES,
      'refuse',
      false,
    ],
    [
      'does not stand in the way of what needs no approval',
      answered('refused'),
      FAILS_OVER,
      LOOK,
      'fail-over',
      false,
    ],
    [
      'does not let a yes repair what only a changed world can',
      answered('approved', {
        planHash: planOf('signaling', { ...ASKED, reason: 'standby-not-viable' }, assessed(ASKED)),
      }),
      { ...ASKED, reason: 'standby-not-viable' },
      LOOK,
      'ask',
      false,
    ],
  ])('%s', (_what, approval, decision, trigger, action, approved) => {
    const applied = applyAnswer('signaling', assessed(decision, trigger), approval);

    expect(applied).toMatchObject({ approved, decision: { action } });
  });

  it('lets a yes for too much at once go on to the failover that it held back', () => {
    const held: Decision = { ...FAILS_OVER, action: 'ask', reason: 'velocity' };
    const approval = answered('approved', {
      planHash: planOf('signaling', held, assessed(FAILS_OVER)),
    });

    const applied = applyAnswer('signaling', assessed(held), approval);

    expect(applied).toMatchObject({
      approved: true,
      decision: { action: 'fail-over', to: 'backup' },
    });
  });
});
