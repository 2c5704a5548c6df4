import type { PlanRecord } from '@understudy/leases';

import type { OutageVerdict } from '../observing/verdict.ts';
import { decideNoReturn, type NoReturnQuestion } from './decide-no-return.ts';
import { decideRun, type RunQuestion } from './decide-run.ts';
import { decideStart } from './decide-start.ts';
import { remainingBeside } from './remaining.ts';
import type { StepResult } from './step-result.ts';

const LOST: OutageVerdict = {
  verdict: 'lost',
  reason: 'not-serving',
  sentence: 'It is lost.',
  atMilliseconds: 0,
  reach: 'reachable',
  evidence: [],
};

const RECORD: PlanRecord = { incidentId: 'dr-1', steps: {}, owed: {} };

function noReturn(change: Partial<NoReturnQuestion>): string {
  const { action, reason } = decideNoReturn({
    step: 'database',
    verdict: LOST,
    arming: { mode: 'armed', reason: '' },
    ordered: false,
    forced: false,
    mayProceedUnreachable: false,
    keptFromServing: false,
    unproven: [],
    remaining: { seconds: 100, steps: ['infrastructure'] },
    estimate: { medianSeconds: 460, highSeconds: 760 },
    ...change,
  });
  return `${action} ${reason}`;
}

describe('decideNoReturn', () => {
  const unreachable = { ...LOST, reach: 'unreachable' } as const;
  const healthy = { ...LOST, verdict: 'healthy', reason: 'serving' } as const;

  it.each<[string, Partial<NoReturnQuestion>, string]>([
    ['what remains is shorter', {}, 'start waiting-would-cost-time'],
    [
      'it is as long',
      { remaining: { seconds: 760, steps: ['x'] } },
      'start waiting-would-cost-time',
    ],
    ['it is longer', { remaining: { seconds: 761, steps: ['x'] } }, 'wait costs-no-time-yet'],
    ['the primary is back', { verdict: healthy }, 'abort primary-recovered'],
    ['it is back, and forced', { verdict: healthy, forced: true }, 'start waiting-would-cost-time'],
    ['a person aborts', { abortOrder: { by: 'p', reason: 'r' }, forced: true }, 'abort ordered'],
    ['it is disarmed meanwhile', { arming: { mode: 'off', reason: '' } }, 'hold off'],
    [
      'it is paused, and ordered',
      { arming: { mode: 'paused', reason: '' }, ordered: true },
      'start waiting-would-cost-time',
    ],
    [
      'AWS repairs it',
      { verdict: { ...LOST, verdict: 'native-recovery', reason: 'database-recovering' } },
      'wait database-recovering',
    ],
    [
      'nobody sees',
      { verdict: { ...LOST, verdict: 'cannot-observe', reason: 'own-network' } },
      'wait own-network',
    ],
    ['nothing answers', { verdict: unreachable }, 'ask primary-unreachable'],
    [
      'the build has failed, and forced',
      { stopped: { step: 'infrastructure', words: 'terraform-failed' }, forced: true },
      'hold run-stopped',
    ],
    [
      'the primary is back, and the build has failed',
      { stopped: { step: 'infrastructure', words: 'terraform-failed' }, verdict: healthy },
      'abort primary-recovered',
    ],
    ['an earlier run failed', { unproven: ['infrastructure'] }, 'wait failed-before'],
    [
      'nothing answers, accepted',
      { verdict: unreachable, mayProceedUnreachable: true },
      'start waiting-would-cost-time',
    ],
  ])('when %s', (_what, change, expected) => {
    expect(noReturn(change)).toBe(expected);
  });
});

describe('remainingBeside', () => {
  const steps = [
    { name: 'outage', after: [] },
    { name: 'build', after: ['outage'] },
    { name: 'nodes', after: ['build'] },
    { name: 'database', after: ['outage'] },
    { name: 'deploy', after: ['nodes', 'database'] },
  ];
  const estimateOf = (): { medianSeconds: number; highSeconds: number } => ({
    medianSeconds: 100,
    highSeconds: 200,
  });
  const begun = {
    phase: 'started',
    startedAtMilliseconds: 0,
    atMilliseconds: 0,
    sentence: '',
  } as const;

  it.each([
    ['all of it', {}, 0, 200],
    ['less what has passed', { build: begun }, 40_000, 160],
    ['no less than nothing of a step that overruns', { build: begun }, 900_000, 100],
    ['nothing of what is done', { build: { ...begun, phase: 'done' as const } }, 0, 100],
  ])('counts %s', (_what, records, nowMilliseconds, seconds) => {
    const found = remainingBeside({
      step: 'database',
      steps,
      records,
      estimateOf,
      isReversible: (name) => name !== 'database',
      nowMilliseconds,
    });

    expect(found.seconds).toBe(seconds);
    expect(found.steps).not.toContain('deploy');
  });

  it('leaves room for what waits for this step only', () => {
    const found = remainingBeside({
      step: 'database',
      steps: [...steps, { name: 'copy', after: ['database'] }, { name: 'check', after: ['copy'] }],
      records: {},
      estimateOf,
      isReversible: (name) => name !== 'database',
      nowMilliseconds: 0,
    });

    // Build, nodes, deploy are 300 s long; what follows the database, 200 s.
    expect(found.seconds).toBe(100);
  });

  it('does not wait for another step at the same point of no return', () => {
    const found = remainingBeside({
      step: 'database',
      steps: [...steps, { name: 'queue', after: ['outage'] }, { name: 'drain', after: ['queue'] }],
      records: { build: { ...begun, phase: 'done' }, nodes: { ...begun, phase: 'done' } },
      estimateOf,
      isReversible: (name) => name !== 'database' && name !== 'queue',
      nowMilliseconds: 0,
    });

    expect(found.seconds).toBe(0);
  });
});

describe('decideStart', () => {
  const done: StepResult = { step: 'a', status: 'done', reason: 'done', sentence: '', outputs: {} };
  const failed: StepResult = { ...done, step: 'b', status: 'failed', reason: 'broken' };

  it.each([
    ['starts when all before it is done', { before: [done] }, 'start'],
    ['does not when one is not', { before: [done, failed] }, 'not-now'],
    [
      'does when the plan goes on without it',
      { before: [{ ...failed, status: 'gone-without' as const }] },
      'start',
    ],
    ['does not once another has failed', { before: [], stoppedBy: failed }, 'not-now'],
    [
      'does all the same after the point of no return',
      { before: [], stoppedBy: failed, record: { ...RECORD, noReturnAtMilliseconds: 1 } },
      'start',
    ],
    [
      'does not while the run is taken back',
      {
        before: [],
        record: { ...RECORD, aborting: { reason: 'r', sentence: 's', atMilliseconds: 0 } },
      },
      'not-now',
    ],
  ])('%s', (_what, change, action) => {
    expect(decideStart({ step: 'c', record: RECORD, ...change }).action).toBe(action);
  });
});

describe('decideRun', () => {
  const question: RunQuestion = {
    plan: { name: 'konecta-erp', trigger: 'automatic', recovery: 'eu-west-1' },
    trigger: { kind: 'request', atMilliseconds: 0, messageId: 'm' },
    incidentId: 'dr-1',
    record: RECORD,
    inCharge: 'primary',
    epoch: 1,
    arming: { mode: 'armed', reason: '' },
  };
  const order = {
    kind: 'order',
    order: 'run',
    by: 'p',
    reason: 'r',
    force: false,
    atMilliseconds: 0,
    messageId: 'm',
  } as const;
  const past = { ...RECORD, noReturnAtMilliseconds: 1 };

  it.each<[string, Partial<RunQuestion>, string]>([
    ['an armed plan', {}, 'run triggered'],
    [
      'one that nobody armed',
      { arming: { mode: 'rehearse-only', reason: '' } },
      'hold rehearse-only',
    ],
    ['one that is off', { arming: { mode: 'off', reason: '' } }, 'hold disarmed'],
    [
      'a paused one, by order',
      { arming: { mode: 'paused', reason: '' }, trigger: order },
      'run triggered',
    ],
    [
      'one that only people start',
      { plan: { ...question.plan, trigger: 'manual' } },
      'hold manual',
    ],
    ['one that has moved already', { inCharge: 'recovery' }, 'ignore already-in-charge'],
    [
      'an order for an older epoch',
      { trigger: { ...order, expectedEpoch: 0 } },
      'refuse epoch-moved',
    ],
    [
      'a forced order without a reason',
      { trigger: { ...order, force: true, reason: ' ' } },
      'refuse reason-missing',
    ],
    ['an abort of nothing', { trigger: { ...order, order: 'abort' } }, 'ignore nothing-begun'],
    [
      'an abort too late',
      { trigger: { ...order, order: 'abort' }, record: past },
      'refuse past-no-return',
    ],
    [
      'a run past its point, disarmed since',
      { record: past, arming: { mode: 'off', reason: '' } },
      'run past-no-return',
    ],
    [
      'a run that was being taken back',
      { record: { ...RECORD, aborting: { reason: 'ordered', sentence: 's', atMilliseconds: 0 } } },
      'take-back ordered',
    ],
  ])('takes %s for what it is', (_what, change, expected) => {
    const { action, reason } = decideRun({ ...question, ...change });

    expect(`${action} ${reason}`).toBe(expected);
  });
});
