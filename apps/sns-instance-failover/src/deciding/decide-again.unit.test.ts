import { aQuestion, type Seen } from '../../test/looks.ts';
import type { OrderTrigger, Trigger } from '../triggers/trigger.ts';
import { decideAgain, type SecondThought } from './decide-again.ts';
import { decideFailover } from './decide-failover.ts';
import { decideOrder } from './decide-order.ts';
import type { Decision } from './decision.ts';
import type { Question } from './question.ts';
import type { Viability } from './viability.ts';

const BROKEN: Viability = { viable: false, suspectOnly: false, parts: [], failed: 'no instance' };

const STOPPED: Seen = { primary: { state: 'stopped', targets: ['unused'] } };
const IMPAIRED: Seen = { primary: { check: 'system' } };
const UNHEALTHY: Seen = {
  primary: { targets: ['unhealthy'], reason: 'Target.Timeout' },
  control: 'fine',
};
const INTRUDED: Seen = { backup: { state: 'running' } };
const WELL: Seen = {};

const STANDS = { kind: 'stands' };

/** What two looks decide, and what the last one makes of it. */
function again(
  before: Seen,
  last: Seen,
  { begun = false, ...changes }: Partial<Question> & { readonly begun?: boolean } = {},
): SecondThought {
  const verdict = decideFailover(aQuestion([before, before]));
  if (verdict.kind !== 'decided') throw new TypeError('expected two looks to decide');
  return decideAgain(aQuestion([before, before, last], changes), verdict.decision, begun);
}

describe('decideAgain', () => {
  it.each<[string, Seen, Seen]>([
    ['is stopped still', STOPPED, STOPPED],
    ['is terminated by now', STOPPED, { primary: { state: 'terminated', targets: ['absent'] } }],
    ['is impaired still', IMPAIRED, IMPAIRED],
    ['is stopped by now', UNHEALTHY, STOPPED],
    [
      'fails by the balancer, whose status checks were not asked for',
      { primary: { check: 'both', targets: ['unhealthy'] } },
      { primary: { check: 'unread', targets: ['unhealthy'] } },
    ],
    ['fails by another sensor', UNHEALTHY, { primary: { check: 'both', targets: ['unhealthy'] } }],
    ['fails while the control could not be read', UNHEALTHY, { ...UNHEALTHY, control: 'unknown' }],
    ['is intruded upon still', INTRUDED, INTRUDED],
  ])('lets a decision stand about a member that %s', (_what, before, last) => {
    expect(again(before, last)).toEqual(STANDS);
  });

  it.each<[string, Seen, Seen, Partial<Question>, Partial<Decision>]>([
    ['serves again', UNHEALTHY, WELL, {}, { action: 'ignore', reason: 'recovered' }],
    ['passes its checks again', IMPAIRED, WELL, {}, { action: 'ignore', reason: 'recovered' }],
    ['was started again', STOPPED, WELL, {}, { action: 'ignore', reason: 'recovered' }],
    [
      'is being started again',
      STOPPED,
      { primary: { state: 'pending', targets: ['unused'] } },
      {},
      { action: 'hold', reason: 'native-recovery' },
    ],
    [
      'fails with all others',
      UNHEALTHY,
      { ...UNHEALTHY, control: 'failing' },
      {},
      { action: 'ask', reason: 'shared-cause' },
    ],
    [
      'has lost its standby',
      STOPPED,
      STOPPED,
      { viability: BROKEN },
      { action: 'ask', reason: 'standby-not-viable' },
    ],
    ['was left by its intruder', INTRUDED, WELL, {}, { action: 'ignore', reason: 'recovered' }],
    // What wants a change of its own waits for looks of its own.
    [
      'serves, beside an intruder',
      UNHEALTHY,
      INTRUDED,
      {},
      { action: 'hold', reason: 'recovered' },
    ],
    [
      'fails, where an intruder was to be fenced',
      INTRUDED,
      { ...STOPPED, ...INTRUDED },
      {},
      { action: 'hold', reason: 'instance-stopped' },
    ],
    [
      'was taken out by somebody',
      UNHEALTHY,
      { primary: { targets: ['absent'] } },
      {},
      { action: 'hold', reason: 'active-unregistered' },
    ],
  ])('touches nobody when the member %s', (_what, before, last, changes, decision) => {
    expect(again(before, last, changes)).toMatchObject({
      kind: 'changed',
      decision: { ...decision, from: 'primary', to: 'primary', epoch: 1 },
    });
  });

  it.each<[string, Seen, Seen]>([
    ['nothing', STOPPED, { blind: 'throttled' }],
    ['no status checks', IMPAIRED, { primary: { check: 'unread' } }],
    ['no target health', UNHEALTHY, { primary: { targets: ['unread'] } }],
  ])('is undecided by a look that brought %s', (_what, before, last) => {
    expect(again(before, last)).toMatchObject({ kind: 'unseen' });
  });

  it.each<[string, Seen, object]>([
    ['has left its groups by our own request', { primary: { targets: ['absent'] } }, STANDS],
    ['is stopping by our own request', { primary: { state: 'stopping' } }, STANDS],
    [
      'is well all the same',
      WELL,
      { kind: 'changed', decision: { action: 'hold', reason: 'recovered' } },
    ],
  ])('goes on with what was begun, unless the member is well: it %s', (_what, last, thought) => {
    expect(again(UNHEALTHY, last, { begun: true })).toMatchObject(thought);
  });

  it('lets stand what a person has approved while its question stands', () => {
    const approved: Decision = {
      action: 'fail-over',
      reason: 'shared-cause',
      sentence: 'approved',
      from: 'primary',
      to: 'backup',
      epoch: 1,
    };
    const failing: Seen = { ...UNHEALTHY, control: 'failing' };

    expect(decideAgain(aQuestion([failing, failing, failing]), approved, false)).toEqual(STANDS);
    expect(decideAgain(aQuestion([failing, failing, WELL]), approved, false)).toMatchObject({
      decision: { action: 'ignore', reason: 'recovered' },
    });
  });
});

describe('decideAgain, of an order', () => {
  function ordered(order: Partial<OrderTrigger>, before: Seen, last: Seen, begun = false): object {
    const trigger = {
      kind: 'order',
      order: 'run',
      by: 'operator',
      reason: 'a test',
      expectedActive: 'primary',
      expectedEpoch: 1,
      ...order,
    } as OrderTrigger & Trigger;
    const decision = decideOrder(aQuestion([before], { trigger }), trigger);
    if (!decision) throw new TypeError('expected an order to be decided');
    return decideAgain(aQuestion([before, last], { trigger }), decision, begun);
  }

  it.each<[string, Partial<OrderTrigger>, Seen, Seen, object]>([
    ['a run still has its reason', {}, UNHEALTHY, UNHEALTHY, STANDS],
    [
      'a run has lost its reason',
      {},
      UNHEALTHY,
      WELL,
      { kind: 'changed', decision: { action: 'refuse', reason: 'active-healthy' } },
    ],
    ['a run by force needs none', { force: true }, UNHEALTHY, WELL, STANDS],
    ['a switchover finds it healthy', { order: 'switchover' }, WELL, WELL, STANDS],
    [
      'a switchover finds it failed',
      { order: 'switchover' },
      WELL,
      STOPPED,
      { kind: 'changed', decision: { action: 'refuse', reason: 'not-healthy' } },
    ],
  ])('asks it once more: %s', (_what, order, before, last, thought) => {
    expect(ordered(order, before, last)).toMatchObject(thought);
  });

  it('goes on with what was begun', () => {
    expect(ordered({ order: 'switchover' }, WELL, STOPPED, true)).toEqual(STANDS);
  });
});
