import { aLook, aService, type Seen } from '../../test/looks.ts';
import { diagnoseService } from './diagnose-service.ts';
import type { DiagnosisCode } from './diagnosis.ts';

const UNHEALTHY = { targets: ['unhealthy'], reason: 'Target.Timeout' } as const;
const GONE = { state: 'stopped', targets: ['absent'] } as const;
const SERVES = { state: 'running', targets: ['healthy'] } as const;

describe('diagnoseService', () => {
  it.each<[string, Seen, DiagnosisCode]>([
    ['all is well', {}, 'healthy'],
    ['the instances could not be read', { blind: 'throttled' }, 'cannot-observe'],
    ['a group could not be read', { primary: { targets: ['unread'] } }, 'cannot-observe'],
    [
      'two instances play the active',
      { primary: { ambiguous: ['i-1', 'i-2'] } },
      'ambiguous-member',
    ],
    ['no instance plays the active', { primary: { state: 'missing' } }, 'instance-missing'],
    ['the active is stopped', { primary: { state: 'stopped' } }, 'instance-stopped'],
    ['the active is terminated', { primary: { state: 'terminated' } }, 'instance-terminated'],
    ['the active is shutting down', { primary: { state: 'shutting-down' } }, 'instance-terminated'],
    ['the active is stopping', { primary: { state: 'stopping' } }, 'in-transition'],
    ['the active is starting', { primary: { state: 'pending' } }, 'in-transition'],
    ['its system check fails', { primary: { check: 'system' } }, 'instance-impaired'],
    ['its instance check fails', { primary: { check: 'instance' } }, 'instance-impaired'],
    ['its checks were not read', { primary: { check: 'unread' } }, 'healthy'],
    ['its target fails', { primary: UNHEALTHY }, 'target-unhealthy'],
    [
      'one of its two targets fails',
      { primary: { targets: ['healthy', 'unhealthy'] } },
      'target-unhealthy',
    ],
    ['all behind the balancer fail', { primary: UNHEALTHY, control: 'failing' }, 'shared-cause'],
    ['its target has just come', { primary: { targets: ['initial'] } }, 'target-initial'],
    ['it is not registered', { primary: { targets: ['absent'] } }, 'active-unregistered'],
    ['it drains', { primary: { targets: ['draining'] } }, 'active-unregistered'],
    [
      'it is registered in one of two',
      { primary: { targets: ['healthy', 'absent'] } },
      'active-unregistered',
    ],
    ['the standby runs', { backup: { state: 'running' } }, 'intruder'],
    ['the standby starts', { backup: { state: 'pending' } }, 'intruder'],
    ['the standby is registered', { backup: { targets: ['unused'] } }, 'intruder'],
    ['the standby drains', { backup: { targets: ['draining'] } }, 'healthy'],
    ['the standby alone serves', { primary: GONE, backup: SERVES }, 'state-differs'],
    [
      'the standby serves, the active is terminated',
      { primary: { ...GONE, state: 'terminated' }, backup: SERVES },
      'state-differs',
    ],
    [
      'the standby runs unhealthy, the active is gone',
      { primary: GONE, backup: { ...SERVES, targets: ['unhealthy'] } },
      'instance-stopped',
    ],
    [
      'both run, only the standby is registered',
      { primary: { targets: ['absent'] }, backup: SERVES },
      'state-contradicted',
    ],
    [
      'the standby is stopped and registered alone',
      { primary: { targets: ['absent'] }, backup: { targets: ['unused'] } },
      'intruder',
    ],
  ])('when %s', (_what, seen, code) => {
    const diagnosis = diagnoseService(aLook(seen), { active: 'primary', members: {} }, aService());

    expect(diagnosis).toMatchObject({ code, active: 'primary' });
    expect(diagnosis.sentence).not.toBe('');
  });

  it.each<[string, Seen, DiagnosisCode]>([
    ['the standby runs', { backup: SERVES }, 'healthy'],
    ['the active is gone', { primary: GONE, backup: SERVES }, 'instance-stopped'],
    [
      'only the standby is registered',
      { primary: { targets: ['absent'] }, backup: SERVES },
      'active-unregistered',
    ],
  ])('of a warm service, when %s', (_what, seen, code) => {
    const diagnosis = diagnoseService(
      aLook(seen),
      { active: 'primary', members: {} },
      aService({ policy: 'warm' }),
    );

    expect(diagnosis.code).toBe(code);
  });

  it('names the instance as the cause when both sensors see it, and counts both', () => {
    const look = aLook({ primary: { ...UNHEALTHY, check: 'both' } });

    const diagnosis = diagnoseService(look, { active: 'primary', members: {} }, aService());

    expect(diagnosis.code).toBe('instance-impaired');
    expect(diagnosis.sensors).toEqual(['ec2-status', 'load-balancer']);
  });

  it('says both ids when a role is played twice, and the reason when a target fails', () => {
    const twice = aLook({ primary: { ambiguous: ['i-1', 'i-2'] } });
    const failing = aLook({ primary: UNHEALTHY });

    expect(
      diagnoseService(twice, { active: 'primary', members: {} }, aService()).sentence,
    ).toContain('i-1, i-2');
    expect(
      diagnoseService(failing, { active: 'primary', members: {} }, aService()).sentence,
    ).toContain('Target.Timeout');
  });

  it('judges by role: with the backup in charge, the primary is the intruder', () => {
    const look = aLook({ backup: SERVES });

    const diagnosis = diagnoseService(look, { active: 'backup', members: {} }, aService());

    expect(diagnosis.code).toBe('intruder');
    expect(diagnosis.sentence).toContain('i-primary');
  });
});
