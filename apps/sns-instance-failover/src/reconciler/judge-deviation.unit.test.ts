import type { Incident, ServiceRecord } from '@understudy/leases';

import { aLook, aService, aState, LOOK_AT, type Seen } from '../../test/looks.ts';
import { judgeDeviation, type DeviationQuestion } from './judge-deviation.ts';

const FREE: ServiceRecord['lease'] = {
  term: 1,
  turn: 1,
  turnDeadlineMilliseconds: 0,
  unsettled: [],
  lastSequence: 0,
};
const HELD: ServiceRecord['lease'] = {
  ...FREE,
  owner: { kind: 'execution', executionArn: 'arn:execution' },
};
const OPEN = { id: 'incident-1', joined: [], joinedCount: 0 };

function anIncident(name: 'held' | 'asked' | 'needs-operator'): Incident {
  return {
    id: 'incident-1',
    key: 'service#signaling',
    openedAtMilliseconds: LOOK_AT,
    trigger: 'a test',
    executions: [],
    failures: 0,
    outcome: { name, reason: 'x', sentence: 'x' },
  };
}

function judge(
  seen: Seen,
  record: Partial<ServiceRecord> = {},
  changes: Partial<DeviationQuestion> = {},
): string | undefined {
  return judgeDeviation({
    service: aService(),
    record: { key: 'service#signaling', lease: FREE, state: aState(), ...record },
    look: aLook(seen),
    ownerFinished: false,
    ...changes,
  });
}

describe('judgeDeviation', () => {
  it.each<[string, Seen, string | undefined]>([
    ['a healthy service', {}, undefined],
    ['a stopped instance', { primary: { state: 'stopped' } }, 'instance-stopped'],
    ['an instance on its way', { primary: { state: 'stopping' } }, undefined],
    ['a target that has just come', { primary: { targets: ['initial'] } }, undefined],
    ['a failing target', { primary: { targets: ['unhealthy'] } }, 'target-unhealthy'],
    ['an intruder', { backup: { state: 'running' } }, 'intruder'],
    ['what cannot be seen', { blind: 'throttled' }, 'cannot-observe'],
  ])('of %s', (_what, seen, deviation) => {
    expect(judge(seen)).toBe(deviation);
  });

  it.each<[string, Partial<ServiceRecord>, Partial<DeviationQuestion>, string | undefined]>([
    ['a live run has', { lease: HELD, openIncident: OPEN }, {}, undefined],
    ['a run has left', { lease: HELD, openIncident: OPEN }, { ownerFinished: true }, 'left-over'],
    [
      'an open incident has',
      { openIncident: OPEN },
      { incident: anIncident('held') },
      'open-incident',
    ],
    ['a question has', { openIncident: OPEN }, { incident: anIncident('asked') }, 'open-incident'],
    [
      'a person is to do',
      { openIncident: OPEN },
      { incident: anIncident('needs-operator') },
      undefined,
    ],
  ])('of what %s', (_what, record, changes, deviation) => {
    expect(judge({ primary: { state: 'stopped' } }, record, changes)).toBe(deviation);
  });

  it.each<[string, Seen, string | undefined]>([
    ['that the world explains', {}, 'new-service'],
    ['that the world does not explain', { backup: { targets: ['healthy'] } }, 'state-unknown'],
    ['that cannot be seen', { blind: 'throttled' }, undefined],
  ])('of a service without a state %s', (_what, seen, deviation) => {
    const look = aLook(seen);
    const record: ServiceRecord = { key: 'service#signaling', lease: FREE };

    const judged = judgeDeviation({ service: aService(), record, look, ownerFinished: false });

    expect(judged).toBe(deviation);
  });
});
