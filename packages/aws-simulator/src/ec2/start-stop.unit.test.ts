import type { StartInstancesResult, StopInstancesResult } from '@aws-sdk/client-ec2';

import { createStory } from '../scenarios/story.ts';

const FUNCTION = { kind: 'invocation', functionName: 'failover', id: '1' } as const;

describe('starting and stopping instances', () => {
  it('takes a stopped instance through pending to running, with its cause and its events', async () => {
    const { call, events, jupiter, pair, pass, world } = createStory();
    const InstanceIds = [pair.backupId];
    const before = events.length;

    const answer = await call<StartInstancesResult>(
      'ec2',
      'StartInstances',
      { InstanceIds },
      FUNCTION,
    );
    await pass(16.3);
    const early = jupiter.ec2.instance(pair.backupId)?.state;
    await pass(0.2);

    expect(answer.StartingInstances?.[0]?.PreviousState?.Name).toBe('stopped');
    expect(answer.StartingInstances?.[0]?.CurrentState).toEqual({ Code: 0, Name: 'pending' });
    expect(early).toBe('pending');
    expect(jupiter.ec2.instance(pair.backupId)?.state).toBe('running');
    const effects = world.log.entries.filter(
      (entry) => entry.kind === 'effect' && entry.subject === `instance/${pair.backupId}`,
    );
    expect(effects.slice(1)).toMatchObject([
      { from: 'stopped', to: 'pending', cause: FUNCTION },
      { from: 'pending', to: 'running', cause: FUNCTION },
    ]);
    expect(events.slice(before)).toMatchObject([
      { detail: { 'instance-id': pair.backupId, state: 'pending' }, time: '2026-11-22T03:00:00Z' },
      { detail: { 'instance-id': pair.backupId, state: 'running' }, source: 'aws.ec2' },
    ]);
  });

  it('answers and passes its checks only some time after it runs', async () => {
    const { call, jupiter, pair, pass } = createStory();
    const { ec2 } = jupiter;

    await call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] });
    await pass(17);
    const atOnce = [ec2.answer(pair.backupId), ec2.instance(pair.backupId)?.instanceCheck];
    await pass(4);
    const soon = [ec2.answer(pair.backupId), ec2.instance(pair.backupId)?.instanceCheck];
    await pass(60);
    const later = [ec2.answer(pair.backupId), ec2.instance(pair.backupId)?.instanceCheck];

    expect([atOnce, soon, later]).toEqual([
      ['refused', 'initializing'],
      ['ok', 'initializing'],
      ['ok', 'ok'],
    ]);
  });

  it.each([
    { operation: 'StartInstances', state: 'stopping', code: 'IncorrectInstanceState' },
    { operation: 'StartInstances', state: 'terminated', code: 'IncorrectInstanceState' },
    { operation: 'StopInstances', state: 'pending', code: 'IncorrectInstanceState' },
    { operation: 'StopInstances', state: 'terminated', code: 'IncorrectInstanceState' },
    { operation: 'StopInstances', state: 'running', protect: true, code: 'OperationNotPermitted' },
    { operation: 'StartInstances', state: 'running', DryRun: true, code: 'DryRunOperation' },
    { operation: 'StopInstances', state: 'running', DryRun: true, code: 'DryRunOperation' },
    { operation: 'StartInstances', state: 'pending', DryRun: true, code: 'DryRunOperation' },
  ])('$operation of an instance that is $state answers $code', async (row) => {
    const { call, jupiter, pair, pass } = createStory();
    await bringTo(row.state);
    if (row.protect) await protect();

    const refused = call('ec2', row.operation, {
      InstanceIds: [pair.primaryId],
      ...(row.DryRun && { DryRun: true }),
    });

    await expect(refused).rejects.toMatchObject({ code: row.code });
    expect(jupiter.ec2.instance(pair.primaryId)?.state).toBe(row.state);

    async function bringTo(state: string): Promise<void> {
      const InstanceIds = [pair.primaryId];
      if (state === 'terminated') jupiter.ec2.fault(pair.primaryId, 'terminate');
      if (state === 'stopping') await call('ec2', 'StopInstances', { InstanceIds });
      if (state !== 'pending') return;
      jupiter.ec2.fault(pair.primaryId, 'crash');
      await call('ec2', 'StartInstances', { InstanceIds });
      await pass(1);
    }

    async function protect(): Promise<void> {
      const DisableApiStop = { Value: true };
      const InstanceId = pair.primaryId;
      await call('ec2', 'ModifyInstanceAttribute', { InstanceId, DisableApiStop });
    }
  });

  it.each([
    { operation: 'StartInstances', member: 'primaryId' },
    { operation: 'StopInstances', member: 'backupId' },
  ] as const)('$operation of one that is there already changes nothing', async (row) => {
    const { call, pair, world } = createStory();
    const InstanceIds = [pair[row.member]];

    const answer = await call<StartInstancesResult & StopInstancesResult>('ec2', row.operation, {
      InstanceIds,
    });

    const [change] = answer.StartingInstances ?? answer.StoppingInstances ?? [];
    expect(change?.CurrentState).toEqual(change?.PreviousState);
    expect(world.log.entries.at(-2)?.kind).toBe('effect');
    expect(world.log.entries.filter((entry) => 'requestId' in entry)).toHaveLength(1);
  });

  it.each([
    { hang: 'stop-hangs', Force: true, SkipOsShutdown: false, ends: 'stopping' },
    { hang: 'stop-hangs', Force: false, SkipOsShutdown: true, ends: 'stopped' },
    { hang: 'stop-hangs-for-good', Force: true, SkipOsShutdown: true, ends: 'stopping' },
    { hang: undefined, Force: true, SkipOsShutdown: false, ends: 'stopped' },
  ] as const)('a stop that meets $hang with $Force/$SkipOsShutdown ends $ends', async (row) => {
    const { call, jupiter, pair, pass } = createStory();
    const InstanceIds = [pair.primaryId];
    if (row.hang) jupiter.ec2.fault(pair.primaryId, row.hang);

    await call('ec2', 'StopInstances', { InstanceIds });
    await pass(10);
    const { Force, SkipOsShutdown } = row;
    await call('ec2', 'StopInstances', { InstanceIds, Force, SkipOsShutdown });
    await pass(600);

    expect(jupiter.ec2.instance(pair.primaryId)?.state).toBe(row.ends);
  });

  it('refuses as many starts for capacity as it was told to, then starts', async () => {
    const { call, jupiter, pair } = createStory();
    const start = (): Promise<unknown> =>
      call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] }).catch(
        (fault: { code: string }) => fault.code,
      );
    jupiter.ec2.fault(pair.backupId, 'start-refused', { times: 2 });

    const answers = [await start(), await start(), await start()];

    expect(answers.slice(0, 2)).toEqual(Array(2).fill('InsufficientInstanceCapacity'));
    expect(jupiter.ec2.instance(pair.backupId)?.state).toBe('pending');
  });

  it('lets a start succeed and fall back when the role has no grant on the key', async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1';
    const { call, jupiter, pair, pass, world } = createStory({ kmsKeyArn });
    world.authorizer = (_principal, { action }) =>
      action === 'kms:CreateGrant' ? 'no grant' : undefined;

    await call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] });
    await pass(60);

    const machine = jupiter.ec2.instance(pair.backupId);
    expect(machine?.state).toBe('stopped');
    expect(machine?.stateReason?.code).toBe('Client.InternalError');
  });
});
