import { aws, python } from './python-tools.ts';
import { startSimulator, type RunningSimulator, type StatusAnswer } from './running-simulator.ts';

interface Reservations {
  readonly Reservations: readonly {
    readonly Instances: readonly {
      readonly InstanceId: string;
      readonly State: { readonly Name: string };
    }[];
  }[];
}

interface TargetHealth {
  readonly TargetHealthDescriptions: readonly {
    readonly Target: { readonly Id: string };
    readonly TargetHealth: { readonly State: string };
  }[];
}

interface WhyAnswer {
  readonly incident: {
    readonly outcome: { readonly name: string; readonly reason: string };
    readonly decision: { readonly action: string };
  };
  readonly timeline: readonly { readonly step: string }[];
}

jest.setTimeout(180_000);

/** Seven seconds for a minute. */
const SLOW = 8;

const ATTEMPTS_MAX = 6;

async function stateOf(simulator: RunningSimulator, name: string): Promise<string | undefined> {
  const { Reservations: found } = await aws<Reservations>(
    simulator.env,
    'ec2',
    'describe-instances',
    '--filters',
    `Name=tag:Name,Values=${name}`,
  );
  return found[0]?.Instances[0]?.State.Name;
}

async function healthyTargets(
  simulator: RunningSimulator,
  group: string,
): Promise<readonly string[]> {
  const { TargetGroups } = await aws<{ TargetGroups: { TargetGroupArn: string }[] }>(
    simulator.env,
    'elbv2',
    'describe-target-groups',
    '--names',
    group,
  );
  const { TargetHealthDescriptions } = await aws<TargetHealth>(
    simulator.env,
    'elbv2',
    'describe-target-health',
    '--target-group-arn',
    TargetGroups[0]?.TargetGroupArn ?? '',
  );
  return TargetHealthDescriptions.filter(({ TargetHealth: { State } }) => State === 'healthy').map(
    ({ Target }) => Target.Id,
  );
}

function activeOf({ services }: StatusAnswer, name: string): string | undefined {
  return services.find(({ service, openIncident }) => service === name && !openIncident)?.state
    ?.active;
}

/**
 * The alarm's next evaluation sets it right: one that comes before the look finds it recovered. So
 * the world is a slow one, whose minute is longer than a look takes on a busy machine.
 */
async function setAlarmUntilHeld(
  simulator: RunningSimulator,
): Promise<StatusAnswer['services'][number]> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const before = await simulator.ask<StatusAnswer>('status', 'media');
    const known = before.services[0]?.lastIncident?.id;
    await aws(
      simulator.env,
      'cloudwatch',
      'set-alarm-state',
      '--alarm-name',
      'media-service-health',
      '--state-value',
      'ALARM',
      '--state-reason',
      'a drill',
    );
    const { services } = await simulator.until<StatusAnswer>(['status', 'media'], (answer) => {
      const last = answer.services[0]?.lastIncident;
      return last?.outcome !== undefined && last.id !== known;
    });
    const [found] = services;
    if (found?.lastIncident?.outcome?.reason === 'alarm-without-symptom') return found;
    // Nothing else may come of it: the alarm was right again, or the next look has closed it.
    expect(found?.lastIncident?.outcome?.name).toBe('nothing-to-do');
  }
  throw new TypeError(`expected it to be held, found it not in ${ATTEMPTS_MAX} attempts`);
}

describe('the simulator under third parties’ clients', () => {
  let simulator: RunningSimulator;
  let slow: RunningSimulator;

  beforeAll(async () => {
    [simulator, slow] = await Promise.all([
      startSimulator({ services: 'signaling,media' }),
      startSimulator({ services: 'media', speed: SLOW }),
    ]);
  });

  afterAll(async () => {
    const [{ code, stdout }] = await Promise.all([simulator.stop(), slow.stop()]);
    expect(code).toBe(0);
    // Every line of a simulator with --json is one document.
    for (const line of stdout.trim().split('\n'))
      expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  it('holds an alarm without a symptom, set by `aws cloudwatch set-alarm-state`', async () => {
    const held = await setAlarmUntilHeld(slow);
    const why = await slow.understudy('why', held.lastIncident?.id ?? '');
    const state = await stateOf(slow, 'media-primary');

    expect(held.lastIncident?.outcome).toMatchObject({ name: 'held' });
    expect(held.state).toMatchObject({ active: 'primary', epoch: 1 });
    expect(why.code).toBe(0);
    expect(held.lastIncident?.decision).toMatchObject({ action: 'hold' });
    expect(why.stdout).toContain('alarm media-service-health went to ALARM');
    expect(state).toBe('running');
  });

  it('fails over when `aws ec2 stop-instances` stops the primary, and every client shows it', async () => {
    const before = await simulator.ask<StatusAnswer>('status', 'signaling');
    const members = before.services[0]?.state?.members;
    const primary = members?.['primary']?.instanceId ?? '';
    const backup = members?.['backup']?.instanceId ?? '';

    await aws(simulator.env, 'ec2', 'stop-instances', '--instance-ids', primary);
    await simulator.until<StatusAnswer>(
      ['status', 'signaling'],
      (answer) => activeOf(answer, 'signaling') === 'backup',
    );

    expect(await healthyTargets(simulator, 'prod-signaling-tg')).toEqual([backup]);
    expect(await stateOf(simulator, 'signaling-primary')).toBe('stopped');
    expect(await stateOf(simulator, 'signaling-backup')).toBe('running');
    const { Item } = await aws<{ Item: Record<string, { S?: string; N?: string }> }>(
      simulator.env,
      'dynamodb',
      'get-item',
      '--table-name',
      'understudy-prod',
      '--consistent-read',
      '--key',
      JSON.stringify({ pk: { S: 'service#signaling' }, sk: { S: 'state' } }),
    );
    expect(Item).toMatchObject({ active: { S: 'backup' }, epoch: { N: '2' } });
    const why = await simulator.ask<WhyAnswer>('why', 'signaling');
    expect(why.incident).toMatchObject({
      outcome: { name: 'completed', reason: 'instance-stopped' },
      decision: { action: 'fail-over' },
    });
    expect(why.timeline.map(({ step }) => step)).toContain('commit');
  });

  it('fails over under boto3', async () => {
    const script = `
import boto3, json, time
ec2, elb, db = boto3.client('ec2'), boto3.client('elbv2'), boto3.client('dynamodb')
def find(name):
    found = ec2.describe_instances(Filters=[{'Name': 'tag:Name', 'Values': [name]}])
    return found['Reservations'][0]['Instances'][0]
def state():
    key = {'pk': {'S': 'service#media'}, 'sk': {'S': 'state'}}
    return db.get_item(TableName='understudy-prod', Key=key, ConsistentRead=True)['Item']
primary = find('media-primary')['InstanceId']
backup = find('media-backup')['InstanceId']
ec2.stop_instances(InstanceIds=[primary])
deadline = time.time() + 80
while time.time() < deadline and state()['active']['S'] != 'backup':
    time.sleep(0.2)
group = elb.describe_target_groups(Names=['prod-media-tg'])['TargetGroups'][0]['TargetGroupArn']
health = elb.describe_target_health(TargetGroupArn=group)['TargetHealthDescriptions']
healthy = [one['Target']['Id'] for one in health if one['TargetHealth']['State'] == 'healthy']
print(json.dumps({'active': state()['active']['S'], 'healthy': healthy == [backup],
                  'primary': find('media-primary')['State']['Name']}))
`;

    const answer = await python(simulator.env, script);

    expect(answer).toEqual({ active: 'backup', healthy: true, primary: 'stopped' });
  });

  it('has readiness list what `aws ec2 create-tags` named like a member, without the opt-in', async () => {
    const { Reservations: found } = await aws<Reservations>(
      simulator.env,
      'ec2',
      'describe-instances',
      '--filters',
      'Name=tag:Name,Values=status-page',
    );
    const id = found[0]?.Instances[0]?.InstanceId ?? '';
    const tags = ['--tags', 'Key=Name,Value=chat-primary'];
    await aws(simulator.env, 'ec2', 'create-tags', '--resources', id, ...tags);

    const all = await simulator.understudy('readiness');
    const one = await simulator.understudy('readiness', 'signaling');

    expect(all.stdout).toContain(`left alone: ${id} (chat-primary)`);
    expect(one.stdout).not.toContain('left alone');
  });
});
