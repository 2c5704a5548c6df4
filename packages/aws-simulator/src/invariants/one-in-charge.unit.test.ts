import type { Cause } from '../kernel/world.ts';
import { createStory, type Story } from '../scenarios/story.ts';
import type { ServiceDescription } from './exclusive-service.ts';
import { violationsOf } from './one-in-charge.ts';

const OURS: Cause = { kind: 'invocation', functionName: 'failover', id: '1' };
const THEIRS: Cause = { kind: 'person', name: 'somebody' };

function request(story: Story, operation: string, member: 'primaryId' | 'backupId', by: Cause) {
  const id = story.pair[member];
  return operation.endsWith('Instances')
    ? story.call('ec2', operation, { InstanceIds: [id] }, by)
    : story.call(
        'elasticloadbalancing',
        operation,
        { TargetGroupArn: story.pair.targetGroupArn, Targets: [{ Id: id }] },
        by,
      );
}

function rulesBroken(story: Story, policy: ServiceDescription['policy'] = 'exclusive'): string[] {
  const services = story.jupiter.descriptions.map((service) => ({ ...service, policy }));
  return violationsOf(story.world.log.entries, services).map(({ rule }) => rule);
}

describe('one in charge', () => {
  it('holds through a failover in the right order', async () => {
    const story = createStory();

    await request(story, 'DeregisterTargets', 'primaryId', OURS);
    await request(story, 'StopInstances', 'primaryId', OURS);
    await story.pass(20);
    await request(story, 'StartInstances', 'backupId', OURS);
    await story.pass(90);
    await request(story, 'RegisterTargets', 'backupId', OURS);
    await story.pass(20);

    expect(story.jupiter.elbv2.routable(story.pair.targetGroupName)).toEqual([story.pair.backupId]);
    expect(rulesBroken(story)).toEqual([]);
  });

  it('holds when what was deregistered is put back before anything else ran', async () => {
    const story = createStory();

    await request(story, 'DeregisterTargets', 'primaryId', OURS);
    await request(story, 'RegisterTargets', 'primaryId', OURS);

    expect(rulesBroken(story)).toEqual([]);
  });

  it.each<{ why: string; steps: [string, 'primaryId' | 'backupId'][]; broken: string[] }>([
    {
      why: "the document's order: start before the stop is confirmed",
      steps: [
        ['DeregisterTargets', 'primaryId'],
        ['StopInstances', 'primaryId'],
        ['StartInstances', 'backupId'],
      ],
      broken: ['start-needs-fence'],
    },
    {
      why: 'stopped, and still registered',
      steps: [
        ['StopInstances', 'primaryId'],
        ['wait', 'primaryId'],
        ['StartInstances', 'backupId'],
      ],
      broken: ['start-needs-fence'],
    },
    {
      why: 'registered beside a member in service',
      steps: [['RegisterTargets', 'backupId']],
      broken: ['register-needs-fence', 'register-needs-running'],
    },
    {
      why: 'registered while it is stopped',
      steps: [
        ['DeregisterTargets', 'primaryId'],
        ['StopInstances', 'primaryId'],
        ['wait', 'primaryId'],
        ['RegisterTargets', 'backupId'],
      ],
      broken: ['register-needs-running'],
    },
  ])('is broken by us when $why, and not when others do it', async ({ steps, broken }) => {
    const rules: string[][] = [];

    for (const by of [OURS, THEIRS]) {
      const story = createStory();
      for (const [operation, member] of steps) {
        if (operation === 'wait') await story.pass(30);
        else await request(story, operation, member, by);
      }
      rules.push(rulesBroken(story), rulesBroken(story, 'warm'));
    }

    expect(rules).toEqual([broken, [], [], []]);
  });

  it('is broken by a request of ours that takes effect after somebody started the other', async () => {
    const story = createStory();
    await request(story, 'DeregisterTargets', 'primaryId', OURS);
    await request(story, 'StopInstances', 'primaryId', OURS);
    await story.pass(30);
    const rule = {
      name: 'late',
      operation: 'StartInstances',
      times: 1,
      fault: { kind: 'slow', milliseconds: 60_000 },
    } as const;
    story.world.faults.add(rule);

    const late = request(story, 'StartInstances', 'backupId', OURS);
    story.jupiter.ec2.fault(story.pair.primaryId, 'comes-back');
    await story.pass(120);
    await late;

    expect(rulesBroken(story)).toEqual(['start-needs-fence']);
  });
});
