import type { SensorReading } from '@understudy/leases';

import { decideDeploy, isBack } from './judge-return.ts';
import type { OutstandingFence } from './decide-guard.ts';

const reading = (sensor: string, result: SensorReading['result']): SensorReading => ({
  sensor,
  result,
  words: '',
});
const owed = (...parts: OutstandingFence['part'][]): readonly OutstandingFence[] =>
  parts.map((part) => ({ part, verdict: 'unknown', words: 'silent', sinceMilliseconds: 0 }));

const silent = [reading('database', 'no-answer'), reading('application', 'no-answer')];
const answering = [reading('database', 'yes'), reading('application', 'no')];
const all = owed('surrendered-marker', 'applications', 'database');

describe('isBack', () => {
  it.each<[string, readonly SensorReading[], boolean]>([
    ['nothing answers', silent, false],
    ['its database is described', [reading('database', 'no')], true],
    ['its alarms are described', [reading('alarms', 'no')], true],
    ['its users are served', [reading('application', 'yes')], true],
    ['an edge answers that nobody is there', [reading('application', 'no')], false],
    ['the replica in the other region says so', [reading('replication', 'yes')], false],
    ['nobody asked', [reading('database', 'not-asked')], false],
  ])('when %s', (_what, readings, expected) => {
    expect(isBack(readings)).toBe(expected);
  });
});

describe('decideDeploy', () => {
  it.each([
    ['a silent region, whose risk was accepted', silent, all, 'deploy'],
    ['one that is back and may be written to', answering, all, 'wait'],
    ['one whose pods are gone', answering, owed('database'), 'deploy'],
    ['one whose database is fenced', answering, owed('applications'), 'deploy'],
    ['one that is fenced', answering, [], 'deploy'],
  ] as const)('of %s', (_what, readings, open, action) => {
    expect(decideDeploy({ region: 'us-east-1', readings, open }).action).toBe(action);
  });

  it('goes on at a person’s word', () => {
    const question = { region: 'us-east-1', readings: answering, open: all, permitted: 'yes' };

    expect(decideDeploy(question)).toEqual({ action: 'deploy', sentence: 'yes' });
  });
});
