import { aLook, aService, aState, LOOK_AT, type MemberSeen } from '../../test/looks.ts';
import type { StandbyFacts } from '../looking/observe-standby.ts';
import { judgeStandby, type ViabilityMark, type ViabilityPart } from './viability.ts';

const FINE: StandbyFacts = { mayStart: {}, volumes: [{ id: 'vol-1', encrypted: false }] };

function marked(
  part: ViabilityPart['part'],
  standby: MemberSeen,
  facts = FINE,
  state = aState(),
): ViabilityMark | undefined {
  const look = aLook({ backup: standby });
  const { parts } = judgeStandby(look, 'backup', aService(), state, facts);
  return parts.find((one) => one.part === part)?.mark;
}

describe('judgeStandby', () => {
  it.each<[string, ViabilityPart['part'], MemberSeen, StandbyFacts, ViabilityMark]>([
    ['a stopped instance', 'exists', {}, FINE, 'verified'],
    ['no instance', 'exists', { state: 'missing' }, FINE, 'failed'],
    ['a terminated instance', 'exists', { state: 'terminated' }, FINE, 'failed'],
    ['one that is shutting down', 'exists', { state: 'shutting-down' }, FINE, 'failed'],
    ['two instances', 'exists', { ambiguous: ['i-1', 'i-2'] }, FINE, 'failed'],
    ['the network of its groups', 'network', {}, FINE, 'verified'],
    ['another network', 'network', { vpcId: 'vpc-2' }, FINE, 'failed'],
    ['nobody to ask about its network', 'network', { state: 'missing' }, FINE, 'unverified'],
    ['our permission', 'may-start', {}, FINE, 'verified'],
    ['our refusal', 'may-start', {}, { ...FINE, mayStart: { refusal: 'no' } }, 'failed'],
    [
      'a permission that was not told',
      'may-start',
      {},
      { ...FINE, mayStart: 'unknown' },
      'unverified',
    ],
    ['plain volumes', 'volumes', {}, FINE, 'verified'],
    [
      'an encrypted volume',
      'volumes',
      {},
      { ...FINE, volumes: [{ id: 'v', encrypted: true }] },
      'unverified',
    ],
    ['volumes that were not read', 'volumes', {}, { ...FINE, volumes: 'unknown' }, 'unverified'],
    ['capacity that nobody reserved', 'capacity', {}, FINE, 'unverified'],
    ['a clean past', 'not-suspect', {}, FINE, 'verified'],
  ])('marks %s', (_what, part, standby, facts, mark) => {
    expect(marked(part, standby, facts)).toBe(mark);
  });

  it('is hindered by what failed, and by nothing that is only unverified', () => {
    const unsure: StandbyFacts = { mayStart: 'unknown', volumes: 'unknown' };

    const unverified = judgeStandby(aLook(), 'backup', aService(), aState(), unsure);
    const missing = judgeStandby(
      aLook({ backup: { state: 'missing' } }),
      'backup',
      aService(),
      aState(),
      FINE,
    );

    expect(unverified).toMatchObject({ viable: true, failed: '' });
    expect(missing).toMatchObject({ viable: false, suspectOnly: false });
    expect(missing.failed).toContain('signaling-backup');
  });

  it('suspects the instance that was fenced for a failure, and not its replacement', () => {
    const suspect = { sinceMilliseconds: LOOK_AT, incident: 'one', reason: 'instance-impaired' };
    const state = aState({ members: { backup: { instanceId: 'i-backup', suspect } } });

    const same = judgeStandby(aLook(), 'backup', aService(), state, FINE);

    expect(same).toMatchObject({ viable: false, suspectOnly: true });
    expect(marked('not-suspect', { id: 'i-new' }, FINE, state)).toBe('verified');
  });
});
