import {
  aLook,
  anObservation,
  eachMinute,
  judge,
  NOW,
  SERVES,
  SILENCE,
  type Said,
} from '../../test/observations.ts';
import type { OutageVerdict } from './outage-verdict.ts';

/** Both observers saw the same, each minute. */
function both(said: readonly Said[], endSecondsAgo = 0): OutageVerdict {
  return judge(
    anObservation('observer', eachMinute(said, endSecondsAgo)),
    anObservation('witness', eachMinute(said, endSecondsAgo)),
  );
}

function times<T>(count: number, one: T): readonly T[] {
  return Array.from({ length: count }, () => one);
}

const FED: Said = { application: 'yes', database: 'yes', replication: 'yes' };
const STOPPED: Said = { application: 'no', database: 'yes', replication: 'no' };
const BLIND: Said = { control: 'no-answer', ...SILENCE };
const REPAIRING: Said = { application: 'no', database: 'recovering', balancer: 'yes' };
const BROKEN: Said = { application: 'no', database: 'no', balancer: 'no' };

describe('judgeOutage', () => {
  it.each<[string, readonly Said[], string, string]>([
    ['all serves', [SERVES], 'healthy', 'serving'],
    [
      'the database’s control plane is silent, users are served',
      times(9, { ...SERVES, database: 'no-answer' }),
      'healthy',
      'serving',
    ],
    [
      'the replica stopped replicating, the primary serves',
      [{ ...SERVES, replication: 'no' }],
      'healthy',
      'serving',
    ],
    ['alarms are raised, all serves', times(9, { ...SERVES, alarms: 'no' }), 'healthy', 'serving'],
    ['silence for 4 minutes', times(5, SILENCE), 'unknown', 'confirming'],
    ['silence for 5 minutes', times(6, SILENCE), 'lost', 'unreachable'],
    ['answers that nothing serves, for 5 minutes', times(6, BROKEN), 'lost', 'not-serving'],
    [
      'alarms are fine, all else is silent',
      times(6, { ...SILENCE, alarms: 'yes' }),
      'lost',
      'not-serving',
    ],
    [
      'a Multi-AZ failover of 90 s begins',
      [SERVES, REPAIRING],
      'native-recovery',
      'database-recovering',
    ],
    [
      'a Multi-AZ failover after minutes of silence',
      [...times(9, SILENCE), REPAIRING],
      'native-recovery',
      'database-recovering',
    ],
    ['a Multi-AZ failover has ended', [REPAIRING, REPAIRING, SERVES], 'healthy', 'serving'],
    ['a recovery that does not end', times(17, REPAIRING), 'lost', 'not-serving'],
    [
      'the application answers, its database has failed',
      times(9, { application: 'yes', database: 'no' }),
      'unknown',
      'in-doubt',
    ],
    [
      'the same, not for long yet',
      times(3, { application: 'yes', database: 'no' }),
      'unknown',
      'signals-disagree',
    ],
    [
      'the database is fine, the application is silent',
      times(9, { application: 'no-answer', database: 'yes' }),
      'unknown',
      'in-doubt',
    ],
    [
      'a database that stopped working although RDS says available',
      [FED, ...times(6, STOPPED)],
      'lost',
      'not-serving',
    ],
    [
      'a broken application, beside a replica that stopped long ago',
      times(9, STOPPED),
      'unknown',
      'in-doubt',
    ],
    ['one sensor alone', times(9, { database: 'no-answer' }), 'unknown', 'too-few-sensors'],
    ['the control target is silent', times(9, BLIND), 'cannot-observe', 'own-network'],
    [
      'one look in between that served',
      [...times(5, SILENCE), SERVES, SILENCE],
      'unknown',
      'confirming',
    ],
    [
      'one look in between that was blind',
      [...times(5, SILENCE), BLIND, SILENCE],
      'unknown',
      'confirming',
    ],
  ])('%s', (_what, said, verdict, reason) => {
    expect(both(said)).toMatchObject({ verdict, reason });
  });

  it('never takes a partition of 43 s for a loss, whenever the looks fall into it', () => {
    for (let begin = 0; begin < 60; begin++) {
      const said = (secondsAgo: number): Said =>
        secondsAgo <= begin + 43 && secondsAgo >= begin ? SILENCE : SERVES;
      const looks = [540, 480, 420, 360, 300, 240, 180, 120, 60, 0].map((ago) =>
        aLook(ago, said(ago)),
      );
      const found = judge(anObservation('observer', looks), anObservation('witness', looks));
      expect(found.verdict).not.toBe('lost');
    }
  });

  it('never acts on one observer', () => {
    const looks = eachMinute(times(9, SILENCE));

    expect(judge(anObservation('observer', looks))).toMatchObject({
      verdict: 'cannot-observe',
      reason: 'one-observer',
      sentence:
        'Only observer (eu-west-1) can observe, and one observer never acts: ' +
        'no second region observes.',
    });
  });

  it('never acts on one observer while the other’s look is old', () => {
    const found = judge(
      anObservation('observer', eachMinute(times(9, SILENCE))),
      anObservation('witness', eachMinute(times(9, SILENCE), 151)),
    );

    expect(found).toMatchObject({
      verdict: 'cannot-observe',
      reason: 'one-observer',
      sentence:
        'Only observer (eu-west-1) can observe, and one observer never acts: ' +
        'witness (eu-central-1) has no fresh look.',
    });
  });

  it('never acts while the observer’s own network is broken', () => {
    const found = judge(
      anObservation('observer', eachMinute(times(9, BLIND))),
      anObservation('witness', eachMinute(times(9, SILENCE))),
    );

    expect(found).toMatchObject({
      verdict: 'cannot-observe',
      reason: 'own-network',
      sentence:
        'Only witness (eu-central-1) can observe, and one observer never acts: ' +
        "observer (eu-west-1) cannot reach its own region's control.",
    });
  });

  it('takes two observers of one region, or one in the primary region, for no second opinion', () => {
    const looks = eachMinute(times(9, SILENCE));
    const twice = [
      anObservation('observer', looks),
      anObservation('witness', looks, { region: 'eu-west-1' }),
    ];
    const inside = [
      anObservation('observer', looks),
      anObservation('witness', looks, { region: 'us-east-1' }),
    ];

    expect([judge(...twice).verdict, judge(...inside).verdict]).toEqual([
      'cannot-observe',
      'cannot-observe',
    ]);
  });

  it('holds when one sees it serve and the other does not', () => {
    const found = judge(
      anObservation('observer', eachMinute(times(9, SILENCE))),
      anObservation('witness', eachMinute(times(9, SERVES))),
    );

    expect(found).toMatchObject({
      verdict: 'unknown',
      reason: 'observers-disagree',
      sentence:
        'The observers disagree: witness (eu-central-1) sees us-east-1 serve, ' +
        'observer (eu-west-1) does not.',
    });
  });

  it('says how long nothing has served, and what was asked', () => {
    const found = both(times(6, SILENCE), 20);

    expect(found).toMatchObject({
      sentence:
        'us-east-1 is lost: observer (eu-west-1) and witness (eu-central-1) see nothing serve ' +
        'in us-east-1, for 300 s of 300 s; and nothing there answers.',
      reach: 'unreachable',
      sinceMilliseconds: NOW - 320_000,
    });
  });

  it('counts from the later of the two, and only what was seen', () => {
    const found = judge(
      anObservation('observer', eachMinute(times(12, SILENCE))),
      anObservation('witness', eachMinute(times(6, SILENCE), 60)),
    );
    const late = judge(
      anObservation('observer', eachMinute(times(12, SILENCE))),
      anObservation('witness', eachMinute(times(5, SILENCE), 120)),
    );

    expect([found.verdict, late.verdict]).toEqual(['lost', 'unknown']);
    expect(late.sentence).toContain('for 240 s of 300 s so far');
  });

  it('breaks the window at a gap: missing data is not dead', () => {
    const gap = [aLook(600, SILENCE), aLook(540, SILENCE), aLook(60, SILENCE), aLook(0, SILENCE)];

    const found = judge(anObservation('observer', gap), anObservation('witness', gap));

    expect(found).toMatchObject({ verdict: 'unknown', reason: 'confirming' });
  });

  it('does not believe a look from the future', () => {
    const ahead = eachMinute(times(9, SILENCE), -31);

    const found = judge(
      anObservation('observer', eachMinute(times(9, SILENCE))),
      anObservation('witness', ahead),
    );

    expect(found.verdict).toBe('cannot-observe');
  });

  it('knows nothing without observations', () => {
    expect(judge()).toMatchObject({
      verdict: 'cannot-observe',
      reason: 'no-observer',
      reach: 'unknown',
      sentence: 'Nobody can observe: no second region observes.',
    });
  });
});
