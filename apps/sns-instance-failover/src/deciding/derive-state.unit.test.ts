import { aLook, aService, type Seen } from '../../test/looks.ts';
import { deriveState } from './derive-state.ts';

const RUNS = { state: 'running' } as const;
const NOWHERE = { targets: ['absent'] } as const;
const REGISTERED = { targets: ['healthy'] } as const;

describe('deriveState', () => {
  it.each<[string, Seen, 'primary' | 'backup']>([
    ['the primary runs and is registered', {}, 'primary'],
    [
      'the backup runs and is registered',
      { primary: { state: 'stopped', ...NOWHERE }, backup: { ...RUNS, ...REGISTERED } },
      'backup',
    ],
    [
      'both run, one is registered',
      { primary: NOWHERE, backup: { ...RUNS, ...REGISTERED } },
      'backup',
    ],
    ['one runs, none is registered', { primary: NOWHERE }, 'primary'],
    ['the other one drains', { backup: { ...RUNS, targets: ['draining'] } }, 'primary'],
    ['none runs, one is registered', { primary: { state: 'stopped' } }, 'primary'],
    [
      'it is registered in one of two groups',
      { primary: { targets: ['absent', 'initial'] } },
      'primary',
    ],
  ])('says who is in charge when %s', (_what, seen, active) => {
    const { state, words } = deriveState(aLook(seen), aService());

    expect(state).toMatchObject({ active, epoch: 1 });
    expect(state?.members).toMatchObject({ primary: { instanceId: 'i-primary' } });
    expect(words).toContain(`so ${active} is in charge`);
  });

  it.each<[string, Seen]>([
    ['the world cannot be seen', { blind: 'throttled' }],
    ['both are registered', { backup: { ...RUNS, ...REGISTERED } }],
    ['both run, none is registered', { primary: NOWHERE, backup: RUNS }],
    ['nothing runs and nothing is registered', { primary: { state: 'stopped', ...NOWHERE } }],
    ['one is registered, the other one runs', { primary: { state: 'stopped' }, backup: RUNS }],
    ['a role is played twice', { backup: { ambiguous: ['i-1', 'i-2'] } }],
    [
      'there are no instances',
      { primary: { state: 'missing', ...NOWHERE }, backup: { state: 'missing' } },
    ],
  ])('does not know when %s', (_what, seen) => {
    const { state, words } = deriveState(aLook(seen), aService());

    expect(state).toBeUndefined();
    expect(words).not.toBe('');
  });

  it('allows both of a warm service to run', () => {
    const look = aLook({ primary: { state: 'stopped' }, backup: RUNS });

    expect(deriveState(look, aService({ policy: 'warm' })).state?.active).toBe('primary');
  });
});
