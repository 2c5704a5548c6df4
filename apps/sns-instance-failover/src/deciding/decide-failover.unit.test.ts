import { aQuestion, aState, LOOK_AT, VIABLE, type Seen } from '../../test/looks.ts';
import type { ServiceDefinition } from '../services/service-definition.ts';
import { decideFailover } from './decide-failover.ts';
import type { Viability } from './viability.ts';

const SUSPECT: Viability = { viable: false, suspectOnly: true, parts: [], failed: 'suspect' };
const BROKEN: Viability = { viable: false, suspectOnly: false, parts: [], failed: 'no instance' };

const STOPPED: Seen = { primary: { state: 'stopped' } };
const IMPAIRED: Seen = { primary: { check: 'system' } };
const UNHEALTHY: Seen = { primary: { targets: ['unhealthy'], reason: 'Target.Timeout' } };
const APART: Seen = { ...UNHEALTHY, control: 'fine' };

function times(count: number, seen: Seen): readonly Seen[] {
  return Array.from({ length: count }, () => seen);
}

describe('decideFailover', () => {
  it.each<[string, Seen, number, string, string]>([
    ['a stopped instance', STOPPED, 2, 'fail-over', 'instance-stopped'],
    [
      'a terminated instance',
      { primary: { state: 'terminated' } },
      2,
      'fail-over',
      'instance-terminated',
    ],
    ['a missing instance', { primary: { state: 'missing' } }, 2, 'fail-over', 'instance-missing'],
    ['an impaired instance', IMPAIRED, 2, 'fail-over', 'instance-impaired'],
    ['a failing target beside a fine control', APART, 2, 'fail-over', 'target-unhealthy'],
    ['a failing target without a control', UNHEALTHY, 4, 'fail-over', 'target-unhealthy'],
    [
      'a failing target whose control is unknown',
      { ...UNHEALTHY, control: 'unknown' },
      4,
      'fail-over',
      'target-unhealthy',
    ],
    [
      'a failing target without a reason',
      { primary: { targets: ['unhealthy'] }, control: 'fine' },
      4,
      'fail-over',
      'target-unhealthy',
    ],
    ['a cause that all share', { ...UNHEALTHY, control: 'failing' }, 2, 'ask', 'shared-cause'],
    ['a service that cannot be seen', { blind: 'throttled' }, 2, 'ask', 'cannot-observe'],
    [
      'a role that two play',
      { primary: { ambiguous: ['i-1', 'i-2'] } },
      1,
      'ask',
      'ambiguous-member',
    ],
    [
      'a table that the world contradicts',
      { primary: { targets: ['absent'] }, backup: { state: 'running', targets: ['healthy'] } },
      2,
      'ask',
      'state-contradicted',
    ],
    [
      'an active one that serves nobody',
      { primary: { targets: ['absent'] } },
      2,
      'register',
      'active-unregistered',
    ],
    ['a standby that runs', { backup: { state: 'running' } }, 2, 'fence-intruder', 'intruder'],
    [
      'a world that has moved',
      {
        primary: { state: 'stopped', targets: ['absent'] },
        backup: { state: 'running', targets: ['healthy'] },
      },
      2,
      'adopt',
      'state-differs',
    ],
    [
      'a target that has just come',
      { primary: { targets: ['initial'] } },
      2,
      'hold',
      'target-initial',
    ],
    [
      'an instance that somebody moves',
      { primary: { state: 'stopping' } },
      6,
      'hold',
      'native-recovery',
    ],
    ['a healthy service', {}, 1, 'ignore', 'as-it-should-be'],
  ])('after enough looks at %s, and not one look before', (_what, seen, looks, action, reason) => {
    const early = looks > 1 ? decideFailover(aQuestion(times(looks - 1, seen))) : undefined;
    const inTime = decideFailover(aQuestion(times(looks, seen)));

    if (early) expect(early).toMatchObject({ kind: 'look-again', afterSeconds: 10 });
    expect(inTime).toMatchObject({
      kind: 'decided',
      decision: { action, reason, from: 'primary' },
    });
  });

  it('takes the window of the service, not the default', () => {
    const service = { confirmWindow: { looks: 3, everySeconds: 5 } };

    expect(decideFailover(aQuestion(times(5, UNHEALTHY), {}, service))).toMatchObject({
      kind: 'look-again',
      afterSeconds: 5,
    });
    expect(decideFailover(aQuestion(times(6, UNHEALTHY), {}, service))).toMatchObject({
      kind: 'decided',
    });
  });

  it('counts looks in a row: one that finds it well begins the count again', () => {
    const verdict = decideFailover(aQuestion([...times(3, UNHEALTHY), IMPAIRED, UNHEALTHY]));

    expect(verdict).toMatchObject({ kind: 'look-again' });
  });

  it('holds what flaps for a whole round, however hard the symptom', () => {
    const looks = Array.from({ length: 14 }, (_, look) => (look % 2 === 0 ? UNHEALTHY : STOPPED));

    expect(decideFailover(aQuestion(looks.slice(0, 13)))).toMatchObject({ kind: 'look-again' });
    expect(decideFailover(aQuestion(looks))).toMatchObject({
      kind: 'decided',
      decision: { action: 'hold', reason: 'flapping' },
    });
  });

  it('lets the widest window that may be configured come to an end', () => {
    const service = { confirmWindow: { looks: 6, everySeconds: 10 } };

    const verdict = decideFailover(aQuestion([{}, ...times(12, UNHEALTHY)], {}, service));

    expect(verdict).toMatchObject({ decision: { action: 'fail-over' } });
  });

  it.each<[string, Seen, number, string]>([
    ['a soft symptom until its last moment', APART, LOOK_AT + 1, 'hold'],
    ['a soft symptom no longer at its end', APART, LOOK_AT, 'fail-over'],
    ['an impaired instance', IMPAIRED, LOOK_AT + 1, 'hold'],
    ['no hard symptom', STOPPED, LOOK_AT + 1, 'fail-over'],
  ])('the cool-down holds %s', (_what, seen, coolDownUntilMilliseconds, action) => {
    const verdict = decideFailover(
      aQuestion(times(2, seen), { state: aState({ coolDownUntilMilliseconds }) }),
    );

    expect(verdict).toMatchObject({ decision: { action } });
    if (action === 'hold') expect(verdict).toMatchObject({ decision: { reason: 'cool-down' } });
  });

  it.each<[string, Seen, Viability, Partial<ServiceDefinition>, string, string]>([
    ['a standby that cannot', STOPPED, BROKEN, {}, 'ask', 'standby-not-viable'],
    ['a suspect while something runs', IMPAIRED, SUSPECT, {}, 'ask', 'standby-suspect'],
    ['a suspect when nothing runs', STOPPED, SUSPECT, {}, 'fail-over', 'instance-stopped'],
    [
      'an auto-scaled service',
      STOPPED,
      VIABLE,
      { autoScaled: true },
      'ignore',
      'replaced-by-its-group',
    ],
  ])('with %s', (_what, seen, viability, service, action, reason) => {
    const verdict = decideFailover(aQuestion(times(2, seen), { viability }, service));

    expect(verdict).toMatchObject({ decision: { action, reason } });
  });

  it('goes to the other side, at the epoch of the table, with the evidence for it', () => {
    const state = aState({ active: 'backup', epoch: 7 });
    const seen: Seen = {
      primary: { state: 'stopped', targets: ['absent'] },
      backup: { state: 'stopped', targets: ['unused'] },
    };

    const verdict = decideFailover(aQuestion(times(2, seen), { state }));

    expect(verdict).toMatchObject({
      decision: { action: 'fail-over', from: 'backup', to: 'primary', epoch: 7, viability: VIABLE },
    });
  });
});
