import { createStory } from '../scenarios/story.ts';
import type { MachineFault } from './index.ts';

describe('what happens to a machine', () => {
  it.each([
    { fault: 'hang', answer: 'timeout', checks: 'ok/impaired' },
    { fault: 'app-dead', answer: 'refused', checks: 'ok/ok' },
    { fault: 'app-error', answer: 'error', checks: 'ok/ok' },
    { fault: 'system-impaired', answer: 'timeout', checks: 'impaired/impaired' },
    { fault: 'instance-impaired', answer: 'ok', checks: 'ok/impaired' },
  ] as const)('$fault: requests get $answer, the checks say $checks', async (row) => {
    const { jupiter, pair, pass } = createStory();

    jupiter.ec2.fault(pair.primaryId, row.fault);
    const early = jupiter.ec2.instance(pair.primaryId);
    const checksAtOnce = `${String(early?.systemCheck)}/${String(early?.instanceCheck)}`;
    await pass(90);

    const machine = jupiter.ec2.instance(pair.primaryId);
    expect(checksAtOnce).toBe('ok/ok');
    expect(jupiter.ec2.answer(pair.primaryId)).toBe(row.answer);
    expect(`${String(machine?.systemCheck)}/${String(machine?.instanceCheck)}`).toBe(row.checks);
  });

  it.each([
    { persistent: false, answer: 'ok' },
    { persistent: true, answer: 'timeout' },
  ])('a hang that is persistent: $persistent answers $answer after a restart', async (row) => {
    const { call, jupiter, pair, pass } = createStory();
    const { persistent } = row;
    const InstanceIds = [pair.primaryId];

    jupiter.ec2.fault(pair.primaryId, 'hang', { persistent });
    await call('ec2', 'StopInstances', { InstanceIds, SkipOsShutdown: true });
    await pass(30);
    await call('ec2', 'StartInstances', { InstanceIds });
    await pass(120);

    expect(jupiter.ec2.instance(pair.primaryId)?.state).toBe('running');
    expect(jupiter.ec2.answer(pair.primaryId)).toBe(row.answer);
  });

  it.each<{ fault: MachineFault; from: 'primaryId' | 'backupId'; state: string }>([
    { fault: 'crash', from: 'primaryId', state: 'stopped' },
    { fault: 'terminate', from: 'primaryId', state: 'terminated' },
    { fault: 'comes-back', from: 'backupId', state: 'running' },
  ])('$fault leaves the machine $state, by the fault and nobody else', async (row) => {
    const { jupiter, pair, pass, world } = createStory();
    const id = pair[row.from];
    const before = world.log.entries.length;

    jupiter.ec2.fault(id, row.fault);
    await pass(20);

    expect(jupiter.ec2.instance(id)?.state).toBe(row.state);
    expect(world.log.entries[before]).toMatchObject({ cause: { kind: 'fault', name: row.fault } });
  });

  it('recovers: what hung stops, what ailed answers', async () => {
    const { call, jupiter, pair, pass } = createStory();
    jupiter.ec2.fault(pair.primaryId, 'stop-hangs-for-good');
    await call('ec2', 'StopInstances', { InstanceIds: [pair.primaryId] });
    await pass(600);

    jupiter.ec2.fault(pair.primaryId, 'recover');

    expect(jupiter.ec2.instance(pair.primaryId)?.state).toBe('stopped');
  });
});
