import type { ServiceRecord, ServiceState, Surrender } from '@understudy/leases';

import { judgeAuthority, type AuthorityQuestion } from './judge-authority.ts';

const PLAN = { name: 'konecta-erp', regions: { primary: 'us-east-1', recovery: 'eu-west-1' } };

const LEASE: ServiceRecord['lease'] = {
  term: 7,
  turn: 1,
  turnDeadlineMilliseconds: 0,
  unsettled: [],
  lastSequence: 0,
};

function state(active: ServiceState['active'], epoch: number): ServiceState {
  return { active, epoch, lastChangeAtMilliseconds: 0, joined: [], members: {} };
}

function marker(epoch: number): Surrender {
  return {
    key: 'plan#konecta-erp',
    plan: 'konecta-erp',
    epoch,
    term: 1,
    toRegion: 'eu-west-1',
    incident: 'dr-1',
    reason: 'lost',
    atMilliseconds: 0,
  };
}

function home(
  said: Partial<ServiceRecord>,
  plan: { noReturnAtMilliseconds?: number; incidentId?: string } = {},
): NonNullable<AuthorityQuestion['home']> {
  return { read: true, record: { lease: LEASE, ...said }, plan };
}

const OPEN = { id: 'dr-2', joined: [], joinedCount: 0 };

describe('judgeAuthority, in the recovery region', () => {
  it('may run: its own table is the truth, whatever the other region says or does not', () => {
    const found = judgeAuthority({ plan: PLAN, region: 'eu-west-1', own: {} });
    expect(found).toMatchObject({ mayRun: true, activeRegion: 'us-east-1', epoch: 0 });
  });

  it('knows that it is in charge', () => {
    const own = { state: state('backup', 2) };
    const found = judgeAuthority({ plan: PLAN, region: 'eu-west-1', own });
    expect(found).toMatchObject({ mayRun: true, activeRegion: 'eu-west-1', epoch: 2 });
  });

  it('refuses when it surrendered itself', () => {
    const own = { surrendered: { ...marker(3), toRegion: 'us-east-1' } };
    const found = judgeAuthority({ plan: PLAN, region: 'eu-west-1', own });
    expect(found).toMatchObject({ mayRun: false, reason: 'home-surrendered' });
  });
});

describe('judgeAuthority, elsewhere', () => {
  it.each<
    [string, AuthorityQuestion['home'], AuthorityQuestion['own'], string, object | undefined]
  >([
    [
      'it cannot read the home',
      { read: false, why: 'NoAnswer' },
      {},
      'elsewhere-unread',
      undefined,
    ],
    ['it did not ask', undefined, {}, 'elsewhere-unread', undefined],
    ['the home knows nothing', home({}), {}, 'elsewhere', undefined],
    ['it is in charge', home({ state: state('primary', 1) }), {}, 'elsewhere', undefined],
    [
      'the home took over while it was away',
      home({ state: state('backup', 2) }),
      {},
      'elsewhere-surrendered',
      { epoch: 2, term: 7 },
    ],
    [
      'it is marked already',
      home({ state: state('backup', 2) }),
      { surrendered: marker(2) },
      'elsewhere-surrendered',
      undefined,
    ],
    [
      'its marker is of an earlier epoch',
      home({ state: state('backup', 4) }),
      { surrendered: marker(2) },
      'elsewhere-surrendered',
      { epoch: 4, term: 7 },
    ],
    [
      'a run has passed the point of no return',
      home(
        { state: state('primary', 1), openIncident: OPEN },
        { noReturnAtMilliseconds: 1, incidentId: 'dr-2' },
      ),
      {},
      'elsewhere-surrendered',
      { epoch: 2, term: 7 },
    ],
    [
      'a run may still be taken back',
      home({ state: state('primary', 1), openIncident: OPEN }, { incidentId: 'dr-2' }),
      {},
      'elsewhere',
      undefined,
    ],
  ])('never runs the plan when %s', (_what, found, own, reason, adopt) => {
    const judged = judgeAuthority({
      plan: PLAN,
      region: 'us-east-1',
      own,
      ...(found ? { home: found } : {}),
    });
    expect(judged.mayRun).toBe(false);
    expect([judged.reason, judged.adopt]).toEqual([reason, adopt]);
    expect(judged.sentence).toContain('konecta-erp is run in eu-west-1 only');
  });
});
