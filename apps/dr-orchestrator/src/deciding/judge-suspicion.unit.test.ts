import {
  aLook,
  anObservation,
  eachMinute,
  judge,
  SERVES,
  SILENCE,
  type Said,
} from '../../test/observations.ts';
import { judgeSuspicion } from './judge-suspicion.ts';
import { SUSPICION_WINDOW_SECONDS, type OutageVerdict } from './outage-verdict.ts';

function decided(verdict: OutageVerdict, suspicionWindowSeconds = SUSPICION_WINDOW_SECONDS) {
  const { action, reason } = judgeSuspicion({ verdict, suspicionWindowSeconds });
  return `${action} ${reason}`;
}

/** Both observers saw the same, each minute. */
function both(...said: readonly Said[]): OutageVerdict {
  return judge(
    anObservation('observer', eachMinute(said)),
    anObservation('witness', eachMinute(said)),
  );
}

const BLIND: Said = { control: 'no-answer', ...SILENCE };
const REPAIRING: Said = { application: 'no', database: 'recovering', balancer: 'yes' };
const three = eachMinute([SILENCE, SILENCE, SILENCE]);

describe('judgeSuspicion', () => {
  it.each<[string, OutageVerdict, string]>([
    ['three silent looks of both', both(SILENCE, SILENCE, SILENCE), 'build well-founded-suspicion'],
    ['a partition of 43 s: one look of each', both(SERVES, SILENCE), 'wait confirming'],
    ['one that healed', both(SERVES, SILENCE, SERVES), 'leave serving'],
    // Two looks lie within a failover of 90 s, three never.
    ['two silent looks', both(SERVES, SILENCE, SILENCE), 'wait confirming'],
    ['a failover that AWS reports', both(SILENCE, SILENCE, REPAIRING), 'leave database-recovering'],
    ['the same, reported late', both(SERVES, SILENCE, REPAIRING), 'leave database-recovering'],
    ['one observer', judge(anObservation('observer', three)), 'wait one-observer'],
    [
      'a witness whose own network is broken',
      judge(
        anObservation('observer', three),
        anObservation('witness', eachMinute([BLIND, BLIND, BLIND])),
      ),
      'wait own-network',
    ],
    [
      'observers that disagree',
      judge(
        anObservation('observer', three),
        anObservation('witness', eachMinute([SERVES, SERVES, SERVES])),
      ),
      'wait observers-disagree',
    ],
    [
      'a witness that has looked once',
      judge(anObservation('observer', three), anObservation('witness', [aLook(0, SILENCE)])),
      'wait confirming',
    ],
    [
      'a confirmed loss',
      both(...Array.from({ length: 6 }, () => SILENCE)),
      'build outage-confirmed',
    ],
  ])('of %s', (_what, verdict, expected) => {
    expect(decided(verdict)).toBe(expected);
  });

  it('waits for the confirmation where the plan makes both windows the same', () => {
    expect(decided(both(SILENCE, SILENCE, SILENCE, SILENCE, SILENCE), 300)).toBe('wait confirming');
  });

  it('asks for two looks of each observer, however short the window', () => {
    expect(decided(both(SERVES, SILENCE), 0)).toBe('wait confirming');
    expect(decided(both(SERVES, SILENCE, SILENCE), 0)).toBe('build well-founded-suspicion');
  });

  it('says that building begins, on what evidence, and what still waits', () => {
    const verdict = both(SILENCE, SILENCE, SILENCE);
    const { sentence } = judgeSuspicion({ verdict, suspicionWindowSeconds: 100 });

    expect(sentence).toMatch(
      /^Building begins on suspicion: observer .* and witness .* see nothing serve in us-east-1, for 120 s of 300 s.* Fence and promotion wait/,
    );
  });
});
