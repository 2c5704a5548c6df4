import type { Incident, OutcomeName, ServiceRecord } from '@understudy/leases';

import { NOW } from '../../test/observations.ts';
import { decideLook, type LookQuestion } from './decide-look.ts';
import type { OutageVerdict, OutageVerdictName } from './outage-verdict.ts';

const REGIONS = { primary: 'us-east-1', recovery: 'eu-west-1' };

/** Seen by both for so long, and not confirmed yet. */
function confirming(seenSeconds: number): OutageVerdict {
  const sight = { state: 'down', downSinceMilliseconds: 0, newestAtMilliseconds: 1 } as const;
  return {
    ...verdict('unknown'),
    reason: 'confirming',
    seenSeconds,
    evidence: [
      { ...sight, observer: 'observer', region: 'eu-west-1', readings: [] },
      { ...sight, observer: 'witness', region: 'eu-central-1', readings: [] },
    ],
  };
}

function verdict(name: OutageVerdictName): OutageVerdict {
  return {
    verdict: name,
    reason: name === 'lost' ? 'unreachable' : 'serving',
    sentence: `us-east-1 is ${name}.`,
    atMilliseconds: NOW,
    reach: 'unknown',
    evidence: [],
  };
}

const RECORD: ServiceRecord = {
  key: 'plan#konecta-erp',
  lease: { term: 1, turn: 1, turnDeadlineMilliseconds: 0, unsettled: [], lastSequence: 0 },
  arming: { mode: 'armed', reason: 'a test', by: 'operator', atMilliseconds: 0 },
};
const OWNED: ServiceRecord = {
  ...RECORD,
  lease: { ...RECORD.lease, owner: { kind: 'execution', executionArn: 'arn:execution' } },
};
const OPEN: ServiceRecord = { ...RECORD, openIncident: { id: 'dr-1', joined: [], joinedCount: 0 } };

function incident(name: OutcomeName, change: Partial<Incident> = {}): Incident {
  return {
    id: 'dr-1',
    key: 'plan#konecta-erp',
    openedAtMilliseconds: NOW,
    trigger: 'a test',
    executions: [],
    failures: 0,
    outcome: { name, reason: 'x', sentence: 'x', next: 'understudy run dr' },
    ...change,
  };
}

const PREPARING: ServiceRecord = { ...OPEN, lease: OWNED.lease };
const preparation = incident('held', { purpose: 'prepare' });
const HEARD: ServiceRecord['openIncident'] = {
  id: 'dr-1',
  joined: [{ what: 'us-east-1 is lost', execution: 'arn:other', atMilliseconds: NOW }],
  joinedCount: 1,
};

const APPROVED: NonNullable<Incident['approval']> = {
  id: 'a',
  epoch: 1,
  planHash: 'h',
  askedAtMilliseconds: NOW,
  expiresAtMilliseconds: NOW + 1,
  question: 'Go on?',
  answer: { verdict: 'approved', by: 'operator', comment: '', atMilliseconds: NOW },
};

function decide(change: Partial<LookQuestion>, trigger: 'automatic' | 'approval' | 'manual') {
  return decideLook({
    plan: { name: 'konecta-erp', trigger, suspicionWindowSeconds: 100, regions: REGIONS },
    record: RECORD,
    ownerFinished: false,
    verdict: verdict('lost'),
    nowMilliseconds: NOW,
    ...change,
  });
}

describe('decideLook', () => {
  it.each<[string, Partial<LookQuestion>, 'automatic' | 'approval' | 'manual', string]>([
    ['a loss, armed', {}, 'automatic', 'start outage'],
    ['a loss that needs a yes', {}, 'approval', 'start outage'],
    ['a loss that only people act on', {}, 'manual', 'none manual'],
    ['a suspicion', { verdict: confirming(120) }, 'automatic', 'start suspicion'],
    ['a suspicion of too little', { verdict: confirming(99) }, 'automatic', 'none confirming'],
    ['a suspicion, to be asked first', { verdict: confirming(120) }, 'approval', 'none confirming'],
    [
      'a suspicion that only people act on',
      { verdict: confirming(120) },
      'manual',
      'none confirming',
    ],
    [
      'a suspicion that nobody armed against',
      { verdict: confirming(120), record: { ...RECORD, arming: undefined } as never },
      'automatic',
      'none confirming',
    ],
    [
      'a loss that nobody armed against',
      { record: { ...RECORD, arming: undefined } as never },
      'automatic',
      'start outage',
    ],
    [
      'a loss of a plan that is off',
      { record: { ...RECORD, arming: { mode: 'off', reason: 'x', by: 'y', atMilliseconds: 0 } } },
      'automatic',
      'none disarmed',
    ],
    ['a region that serves', { verdict: verdict('healthy') }, 'automatic', 'none serving'],
    ['a run under way', { record: OWNED }, 'automatic', 'none run-under-way'],
    [
      'a preparation under way, and a confirmed loss',
      { record: PREPARING, incident: preparation },
      'automatic',
      'start outage',
    ],
    [
      'one that was told of it already',
      { record: { ...PREPARING, openIncident: HEARD }, incident: preparation },
      'automatic',
      'none run-under-way',
    ],
    [
      'one beside a region that serves',
      { record: PREPARING, incident: preparation, verdict: verdict('healthy') },
      'automatic',
      'none run-under-way',
    ],
    [
      'one whose plan is started by people',
      { record: PREPARING, incident: preparation },
      'manual',
      'none run-under-way',
    ],
    ['a run that died', { record: OWNED, ownerFinished: true }, 'manual', 'start unfinished'],
    [
      'a run that died, the region being back',
      { record: OWNED, ownerFinished: true, verdict: verdict('healthy') },
      'automatic',
      'start unfinished',
    ],
    [
      'an incident that holds',
      { record: OPEN, incident: incident('held') },
      'automatic',
      'start unfinished',
    ],
    [
      'an incident that failed',
      { record: OPEN, incident: incident('failed') },
      'automatic',
      'start unfinished',
    ],
    ['an incident that nobody knows', { record: OPEN }, 'automatic', 'start unfinished'],
    [
      'an incident that waits for a person',
      { record: OPEN, incident: incident('needs-operator') },
      'automatic',
      'none needs-operator',
    ],
    [
      'an approval that was answered',
      { record: OPEN, incident: incident('asked', { approval: APPROVED }) },
      'automatic',
      'start answered',
    ],
    [
      'a recovery that is done',
      {
        record: {
          ...RECORD,
          state: {
            active: 'backup',
            epoch: 2,
            lastChangeAtMilliseconds: 0,
            joined: [],
            members: {},
          },
        },
      },
      'automatic',
      'none recovery-in-charge',
    ],
  ])('of %s', (_what, change, trigger, expected) => {
    const found = decide(change, trigger);
    const why = found.action === 'start' ? found.why : found.reason;
    expect(`${found.action} ${why}`).toBe(expected);
    expect(found.sentence).not.toBe('');
  });

  it('starts nothing in a region that surrendered the plan', () => {
    const surrendered = {
      key: 'plan#konecta-erp',
      plan: 'konecta-erp',
      epoch: 3,
      term: 1,
      toRegion: 'us-east-1',
      incident: 'x',
      reason: 'x',
      atMilliseconds: 0,
    } as const;
    const found = decide({ record: { ...OWNED, surrendered }, ownerFinished: true }, 'automatic');
    expect(found).toMatchObject({ action: 'none', reason: 'surrendered' });
  });
});
