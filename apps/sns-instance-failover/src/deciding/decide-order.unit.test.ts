import { aLook, aService, aState, LOOK_AT, VIABLE, type Seen } from '../../test/looks.ts';
import type { OrderTrigger } from '../triggers/trigger.ts';
import { decideOrder } from './decide-order.ts';
import type { Viability } from './viability.ts';

const SUSPECT: Viability = { viable: false, suspectOnly: true, parts: [], failed: 'suspect' };
const BROKEN: Viability = { viable: false, suspectOnly: false, parts: [], failed: 'no instance' };
const SICK: Seen = { primary: { targets: ['unhealthy'] } };

function order(changes: Partial<OrderTrigger>): OrderTrigger {
  return {
    kind: 'order',
    order: 'run',
    by: 'operator',
    reason: 'a test',
    expectedActive: 'primary',
    expectedEpoch: 3,
    force: false,
    atMilliseconds: LOOK_AT,
    messageId: 'm',
    ...changes,
  };
}

function decide(trigger: OrderTrigger, seen: Seen = {}, viability = VIABLE) {
  const active = trigger.order === 'failback' ? 'backup' : 'primary';
  const question = {
    service: aService(),
    trigger,
    looks: [aLook(seen)] as const,
    state: aState({ active, epoch: 3 }),
    viability,
    nowMilliseconds: LOOK_AT,
  };
  return decideOrder(question, trigger);
}

const BACKUP_SERVES: Seen = {
  primary: { state: 'stopped', targets: ['absent'] },
  backup: { state: 'running', targets: ['healthy'] },
};

describe('decideOrder', () => {
  it.each<[string, Partial<OrderTrigger>, Seen, Viability, string, string]>([
    ['a run of a sick service', {}, SICK, VIABLE, 'fail-over', 'ordered-run'],
    ['a run of a healthy one', {}, {}, VIABLE, 'refuse', 'active-healthy'],
    ['a forced run of a healthy one', { force: true }, {}, VIABLE, 'fail-over', 'ordered-run'],
    [
      'a switchover of a healthy service',
      { order: 'switchover' },
      {},
      VIABLE,
      'switch-over',
      'ordered-switchover',
    ],
    [
      'a switchover while the standby runs',
      { order: 'switchover' },
      { backup: { state: 'running' } },
      VIABLE,
      'switch-over',
      'ordered-switchover',
    ],
    ['a switchover of a sick one', { order: 'switchover' }, SICK, VIABLE, 'refuse', 'not-healthy'],
    [
      'a forced switchover of a sick one',
      { order: 'switchover', force: true },
      SICK,
      VIABLE,
      'switch-over',
      'ordered-switchover',
    ],
    [
      'a failback',
      { order: 'failback', expectedActive: 'backup' },
      BACKUP_SERVES,
      VIABLE,
      'switch-over',
      'ordered-failback',
    ],
    ['an acceptance', { order: 'accept' }, SICK, SUSPECT, 'accept', 'ordered'],
    ['another epoch', { expectedEpoch: 2 }, SICK, VIABLE, 'refuse', 'order-out-of-date'],
    ['another side', { expectedActive: 'backup' }, SICK, VIABLE, 'refuse', 'order-out-of-date'],
    [
      'another epoch by force',
      { expectedEpoch: 2, force: true },
      SICK,
      VIABLE,
      'refuse',
      'order-out-of-date',
    ],
    [
      'an acceptance at another epoch',
      { order: 'accept', expectedEpoch: 2 },
      {},
      VIABLE,
      'refuse',
      'order-out-of-date',
    ],
    ['a standby that cannot', {}, SICK, BROKEN, 'refuse', 'standby-not-viable'],
    [
      'a standby that cannot, by force',
      { force: true },
      SICK,
      BROKEN,
      'refuse',
      'standby-not-viable',
    ],
    ['a suspect', {}, SICK, SUSPECT, 'refuse', 'standby-not-viable'],
    ['a suspect by force', { force: true }, SICK, SUSPECT, 'fail-over', 'ordered-run'],
  ])('answers %s', (_what, changes, seen, viability, action, reason) => {
    const decision = decide(order(changes), seen, viability);

    expect(decision).toMatchObject({ action, reason, epoch: 3 });
    if (action === 'refuse') expect(decision?.next).toMatch(/^understudy /);
  });

  it('refuses a failback that is there already', () => {
    const trigger = order({ order: 'failback' });
    const question = {
      service: aService(),
      trigger,
      looks: [aLook()] as const,
      state: aState({ epoch: 3 }),
      viability: VIABLE,
      nowMilliseconds: LOOK_AT,
    };

    expect(decideOrder(question, trigger)).toMatchObject({ reason: 'already-there' });
  });

  it('moves to the other side, says who ordered it and why, and accepts without moving', () => {
    expect(decide(order({}), SICK)).toMatchObject({ from: 'primary', to: 'backup' });
    expect(decide(order({}), SICK)?.sentence).toBe('operator ordered run: a test');
    expect(decide(order({ order: 'accept' }))).toMatchObject({ from: 'primary', to: 'primary' });
  });
});
