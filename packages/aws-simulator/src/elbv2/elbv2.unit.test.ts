import type {
  DescribeTargetGroupsOutput,
  DescribeTargetHealthOutput,
  TargetHealth,
} from '@aws-sdk/client-elastic-load-balancing-v2';

import { createStory, type Story } from '../scenarios/story.ts';

async function healthOf(story: Story, instanceId: string): Promise<TargetHealth | undefined> {
  const output = await story.call<DescribeTargetHealthOutput>(
    'elasticloadbalancing',
    'DescribeTargetHealth',
    { TargetGroupArn: story.pair.targetGroupArn, Targets: [{ Id: instanceId }] },
  );
  return output.TargetHealthDescriptions?.[0]?.TargetHealth;
}

function change(story: Story, operation: string, instanceId: string): Promise<unknown> {
  const TargetGroupArn = story.pair.targetGroupArn;
  const Targets = [{ Id: instanceId }];
  return story.call('elasticloadbalancing', operation, { TargetGroupArn, Targets });
}

describe('targets and their health', () => {
  it.each([
    { fault: 'hang', Reason: 'Target.Timeout' },
    { fault: 'app-dead', Reason: 'Target.FailedHealthChecks' },
    { fault: 'app-error', Reason: 'Target.ResponseCodeMismatch' },
  ] as const)('two bad checks make a target unhealthy: $fault shows $Reason', async (row) => {
    const story = createStory();
    const { jupiter, pair, pass } = story;

    jupiter.ec2.fault(pair.primaryId, row.fault);
    await pass(9.9);
    const early = await healthOf(story, pair.primaryId);
    await pass(15.2);
    const late = await healthOf(story, pair.primaryId);

    expect(early).toEqual({ State: 'healthy' });
    expect(late).toMatchObject({ State: 'unhealthy', Reason: row.Reason });
  });

  it('does not take one bad check for two', async () => {
    const story = createStory();
    const { jupiter, pair, pass } = story;

    for (let turn = 0; turn < 5; turn++) {
      jupiter.ec2.fault(pair.primaryId, 'app-dead');
      await pass(10);
      jupiter.ec2.fault(pair.primaryId, 'recover');
      await pass(10);
    }

    expect(await healthOf(story, pair.primaryId)).toEqual({ State: 'healthy' });
  });

  it('needs one good check of a new target and the threshold of one that was unhealthy', async () => {
    const story = createStory();
    const { jupiter, pair, pass } = story;
    await story.call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] });
    await pass(120);

    await change(story, 'RegisterTargets', pair.backupId);
    const registered = await healthOf(story, pair.backupId);
    await pass(10);
    const checked = await healthOf(story, pair.backupId);
    jupiter.ec2.fault(pair.backupId, 'app-dead');
    await pass(30);
    jupiter.ec2.fault(pair.backupId, 'recover');
    await pass(9);
    const once = await healthOf(story, pair.backupId);
    await pass(12);
    const twice = await healthOf(story, pair.backupId);

    const states = [registered, checked, once, twice].map((health) => health?.State);
    expect(states).toEqual(['initial', 'healthy', 'unhealthy', 'healthy']);
  });

  it('drains a deregistered target for the delay, then forgets it', async () => {
    const story = createStory();
    const { jupiter, pair, pass } = story;
    await story.call('elasticloadbalancing', 'ModifyTargetGroupAttributes', {
      TargetGroupArn: pair.targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
    });

    await change(story, 'DeregisterTargets', pair.primaryId);
    const draining = await healthOf(story, pair.primaryId);
    const routable = jupiter.elbv2.routable(pair.targetGroupName);
    await pass(31);
    const gone = await healthOf(story, pair.primaryId);

    expect(draining).toMatchObject({ State: 'draining' });
    expect(routable).toEqual([]);
    expect(gone).toMatchObject({ State: 'unused', Reason: 'Target.NotRegistered' });
    expect(jupiter.elbv2.targetsOf(pair.targetGroupName)).toEqual({});
  });

  it('shows a stopped target as unused and takes it back when it starts', async () => {
    const story = createStory();
    const { jupiter, pair, pass } = story;

    jupiter.ec2.fault(pair.primaryId, 'crash');
    const stopped = await healthOf(story, pair.primaryId);
    jupiter.ec2.fault(pair.primaryId, 'comes-back');
    const starting = await healthOf(story, pair.primaryId);
    await pass(60);
    const up = await healthOf(story, pair.primaryId);

    expect(stopped).toMatchObject({ State: 'unused', Reason: 'Target.InvalidState' });
    expect(starting).toMatchObject({ State: 'initial' });
    expect(up).toEqual({ State: 'healthy' });
  });

  it('fails open: with nobody healthy, it sends requests to all', async () => {
    const { jupiter, pair, pass } = createStory();

    jupiter.ec2.fault(pair.primaryId, 'app-error');
    await pass(30);

    expect(jupiter.elbv2.targetsOf(pair.targetGroupName)).toEqual({
      [pair.primaryId]: 'unhealthy',
    });
    expect(jupiter.elbv2.routable(pair.targetGroupName)).toEqual([pair.primaryId]);
  });

  it('has nobody to send to while the only target waits for its first check', async () => {
    const story = createStory();
    const { jupiter, pair, pass } = story;
    await story.call('ec2', 'StartInstances', { InstanceIds: [pair.backupId] });
    await pass(60);
    await change(story, 'DeregisterTargets', pair.primaryId);

    await change(story, 'RegisterTargets', pair.backupId);
    const atOnce = jupiter.elbv2.routable(pair.targetGroupName);
    await pass(10);

    expect(atOnce).toEqual([]);
    expect(jupiter.elbv2.routable(pair.targetGroupName)).toEqual([pair.backupId]);
  });

  it('deregisters what is terminated', () => {
    const { jupiter, pair } = createStory();

    jupiter.ec2.fault(pair.primaryId, 'terminate');

    expect(jupiter.elbv2.targetsOf(pair.targetGroupName)).toEqual({});
  });

  it('lists groups by name, by balancer and in pages, and refuses what does not exist', async () => {
    const { call, jupiter } = createStory({ services: ['signaling', 'messaging'] });
    const describe = (input: object): Promise<DescribeTargetGroupsOutput> =>
      call('elasticloadbalancing', 'DescribeTargetGroups', input);

    const named = await describe({ Names: ['prod-messaging-tg'] });
    const first = await describe({ LoadBalancerArn: jupiter.loadBalancerArn, PageSize: 2 });
    const second = await describe({ PageSize: 2, Marker: first.NextMarker });

    expect(named.TargetGroups).toMatchObject([
      { TargetGroupName: 'prod-messaging-tg', LoadBalancerArns: [jupiter.loadBalancerArn] },
    ]);
    expect([first.TargetGroups?.length, second.TargetGroups?.length]).toEqual([2, 1]);
    await expect(describe({ Names: ['nonsense'] })).rejects.toMatchObject({
      code: 'TargetGroupNotFound',
    });
  });

  it('refuses an instance that does not exist, and forgives deregistering it', async () => {
    const story = createStory();
    const nobody = 'i-0123456789abcdef0';

    const register = change(story, 'RegisterTargets', nobody);
    await expect(register).rejects.toMatchObject({ code: 'InvalidTarget' });

    await expect(change(story, 'DeregisterTargets', nobody)).resolves.toEqual({});
  });
});
