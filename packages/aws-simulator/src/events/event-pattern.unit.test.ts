import { matchesEvent } from './event-pattern.ts';

const EVENT = {
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  resources: ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1'],
  detail: { 'instance-id': 'i-1', state: 'stopped', attempts: 3, reason: null, spot: false },
};

describe('an event pattern', () => {
  it.each([
    ['an exact value', { source: ['aws.ec2'] }, true],
    ['one of several', { detail: { state: ['stopping', 'stopped'] } }, true],
    ['none of several', { detail: { state: ['running'] } }, false],
    ['every field', { source: ['aws.ec2'], detail: { state: ['running'] } }, false],
    ['null and booleans', { detail: { reason: [null], spot: [false] } }, true],
    ['a number as a number', { detail: { attempts: [3] } }, true],
    ['a number as a text', { detail: { attempts: ['3'] } }, false],
    ['a member of an array', { resources: [{ suffix: '/i-1' }] }, true],
    ['a prefix', { detail: { 'instance-id': [{ prefix: 'i-' }] } }, true],
    ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
    ['another prefix', { source: [{ prefix: 'aws.rds' }] }, false],
    ['anything but one', { detail: { state: [{ 'anything-but': 'running' }] } }, true],
    [
      'anything but some',
      { detail: { state: [{ 'anything-but': ['stopped', 'running'] }] } },
      false,
    ],
    ['anything but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything but, of a missing field', { detail: { nothing: [{ 'anything-but': 'x' }] } }, false],
    ['existence', { detail: { state: [{ exists: true }] } }, true],
    ['absence', { detail: { nothing: [{ exists: false }] } }, true],
    ['absence of what is there', { detail: { state: [{ exists: false }] } }, false],
    ['absence within what is missing', { other: { nothing: [{ exists: false }] } }, true],
    ['a range', { detail: { attempts: [{ numeric: ['>', 0, '<=', 3] }] } }, true],
    ['outside a range', { detail: { attempts: [{ numeric: ['>', 3] }] } }, false],
    ['a wildcard', { resources: [{ wildcard: '*:instance/i-*' }] }, true],
    ['a text in any case', { source: [{ 'equals-ignore-case': 'AWS.EC2' }] }, true],
    ['either of two', { $or: [{ source: ['aws.rds'] }, { detail: { spot: [false] } }] }, true],
  ])('matches %s', (_, pattern, expected) => {
    expect(matchesEvent(pattern, EVENT)).toBe(expected);
  });
});
