import type { PlanRecord, PlanStepRecord } from '@understudy/leases';

import { aLook, anObservation, judge, type Said } from '../../test/observations.ts';
import { isWholeBehindFence, keepsFromServing } from './judge-behind-fence.ts';

const whole: Said = { application: 'no', database: 'yes', replication: 'yes' };

function seen(observer: Said, witness: Said = observer) {
  return judge(
    anObservation('observer', [aLook(5, observer)]),
    anObservation('witness', [aLook(20, witness)]),
  );
}

describe('isWholeBehindFence', () => {
  it.each<[string, Said, boolean]>([
    ['the database runs and feeds its replica', whole, true],
    ['it feeds no replica: its data plane may be gone', { ...whole, replication: 'no' }, false],
    ['only the replica is fed', { ...whole, database: 'no-answer' }, false],
    ['users are served: that is no doubt', { ...whole, application: 'yes' }, false],
    ['AWS repairs it', { ...whole, database: 'recovering' }, false],
  ])('when %s', (_what, said, expected) => {
    expect(isWholeBehindFence(seen(said))).toBe(expected);
  });

  it('takes all observers’ word', () => {
    expect(isWholeBehindFence(seen(whole, { ...whole, replication: 'no' }))).toBe(false);
  });
});

describe('keepsFromServing', () => {
  const debt = { region: 'us-east-1', epoch: 2, sinceMilliseconds: 0, why: 'silent' };
  const fence = (change: Partial<PlanStepRecord>): PlanRecord['steps'] => ({
    fence: {
      phase: 'done',
      startedAtMilliseconds: 0,
      atMilliseconds: 0,
      sentence: '',
      ...change,
    },
  });
  const allOwed = { applications: debt, database: debt };

  it.each<[string, PlanRecord['steps'], PlanRecord['owed'], boolean]>([
    ['that has closed the database', fence({ memory: { groups: 'sg-1' } }), allOwed, true],
    ['that saw the last pod go', fence({}), { database: debt }, true],
    ['that met silence only', fence({}), allOwed, false],
    ['that was taken back', fence({ phase: 'undone', memory: { groups: 'sg-1' } }), {}, false],
    ['that is on its way, and has closed nothing', fence({ phase: 'started' }), {}, false],
    ['that was never begun', {}, {}, false],
  ])('a fence %s', (_what, steps, owed, expected) => {
    expect(keepsFromServing({ incidentId: 'dr-1', steps, owed }, 'fence')).toBe(expected);
  });
});
