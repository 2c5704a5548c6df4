import { createCloudWatchClient, createCloudWatchReads } from '../src/cloudwatch.ts';
import { createEc2Client, createEc2Reads } from '../src/ec2/index.ts';
import { createBalancerReads, createElbv2Client, createElbv2Reads } from '../src/elbv2/index.ts';
import { createFakeHandler, ec2Error, optionsFor, type FakeAnswer } from './fake-handler.ts';

function ec2ReadsOver(...answers: readonly FakeAnswer[]) {
  const handler = createFakeHandler(...answers);
  return {
    handler,
    reads: createEc2Reads({ client: createEc2Client(optionsFor(handler), 'reads') }),
  };
}

function instancesPage(ids: readonly string[], next = ''): FakeAnswer {
  const items = ids.map(
    (id) =>
      `<item><instanceId>${id}</instanceId><instanceState><name>terminated</name></instanceState>` +
      '<placement><availabilityZone>eu-west-1a</availabilityZone></placement>' +
      '<tagSet><item><key>Name</key><value>signaling-primary</value></item>' +
      '<item><key>aws:autoscaling:groupName</key><value>asg-1</value></item></tagSet>' +
      '<groupSet><item><groupId>sg-1</groupId></item></groupSet>' +
      '<blockDeviceMapping><item><ebs><volumeId>vol-1</volumeId></ebs></item></blockDeviceMapping>' +
      '<stateReason><message>Client.UserInitiatedShutdown</message></stateReason></item>',
  );
  const token = next ? `<nextToken>${next}</nextToken>` : '';
  const set = `<item><instancesSet>${items.join('')}</instancesSet></item>`;
  return {
    body: `<DescribeInstancesResponse><reservationSet>${set}</reservationSet>${token}</DescribeInstancesResponse>`,
  };
}

describe('reading EC2', () => {
  it('follows every page and keeps terminated instances', async () => {
    const { reads, handler } = ec2ReadsOver(
      instancesPage(['i-1'], 'page-2'),
      instancesPage(['i-2']),
    );

    const found = await reads.describeInstances({ names: ['signaling-primary'] });

    expect(found.map((one) => [one.id, one.state])).toEqual([
      ['i-1', 'terminated'],
      ['i-2', 'terminated'],
    ]);
    expect(handler.forms().map((form) => form['NextToken'])).toEqual([undefined, 'page-2']);
  });

  it('tells an instance as facts', async () => {
    const { reads } = ec2ReadsOver(instancesPage(['i-1']));

    const [found] = await reads.describeInstances({ ids: ['i-1'] });

    expect(found).toEqual({
      id: 'i-1',
      state: 'terminated',
      stateReason: 'Client.UserInitiatedShutdown',
      tags: { Name: 'signaling-primary', 'aws:autoscaling:groupName': 'asg-1' },
      zone: 'eu-west-1a',
      securityGroups: ['sg-1'],
      volumeIds: ['vol-1'],
      autoScalingGroup: 'asg-1',
    });
  });

  it('asks for many ids in pieces of a hundred, and for each of them once', async () => {
    const { reads, handler } = ec2ReadsOver(instancesPage([]));
    const ids = Array.from({ length: 250 }, (_, index) => `i-${index}`);

    await reads.describeInstances({ ids: [...ids, 'i-0'] });

    const sizes = handler
      .forms()
      .map((form) => Object.keys(form).filter((key) => key.startsWith('Filter.1.Value')).length);
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('means names letter by letter', async () => {
    const { reads, handler } = ec2ReadsOver(instancesPage([]));

    await reads.describeInstances({ names: ['video-*?'] });

    expect(handler.forms()[0]?.['Filter.1.Value.1']).toBe(String.raw`video-\*\?`);
  });

  it('means the ends of names letter by letter too, and any beginning', async () => {
    const { reads, handler } = ec2ReadsOver(instancesPage([]));

    await reads.describeInstances({ nameEnds: ['*-primary'] });

    expect(handler.forms()[0]?.['Filter.1.Value.1']).toBe(String.raw`*\*-primary`);
  });

  it('ends after a hundred pages with an error that says so', async () => {
    const { reads, handler } = ec2ReadsOver(instancesPage(['i-1'], 'again'));

    const reading = reads.describeInstances({ names: ['signaling-primary'] });

    await expect(reading).rejects.toMatchObject({ code: 'TooManyPages', retryable: false });
    expect(handler.requests.length).toBe(100);
  });

  it('asks three times when AWS fails, and no more', async () => {
    const { reads, handler } = ec2ReadsOver(ec2Error('InternalError', 500));

    const reading = reads.describeInstances({ ids: ['i-1'] });

    await expect(reading).rejects.toMatchObject({
      code: 'ServiceFailed',
      retryable: true,
      fields: { attempts: 3, region: 'eu-west-1', requestId: 'request-1' },
    });
    expect(handler.requests.length).toBe(3);
  });

  it('outlasts a moment of throttling', async () => {
    const { reads } = ec2ReadsOver(ec2Error('RequestLimitExceeded', 503), instancesPage(['i-1']));

    const found = await reads.describeInstances({ ids: ['i-1'] });

    expect(found.length).toBe(1);
  });

  it.each([
    ['DryRunOperation', 412, undefined],
    ['UnauthorizedOperation', 403, 'Forbidden: You may not'],
    ['InvalidInstanceID.NotFound', 400, 'NotFound: You may not'],
  ])('takes a dry run that answers %s as %s', async (code, status, expected) => {
    const { reads, handler } = ec2ReadsOver(ec2Error(code, status, 'You may not'));

    const refusal = await reads.mayStart('i-1');

    expect(refusal).toBe(expected);
    expect(handler.forms()[0]?.['DryRun']).toBe('true');
  });

  it('does not take silence for leave or for a refusal', async () => {
    const { reads } = ec2ReadsOver(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));

    await expect(reads.mayStop('i-1')).rejects.toMatchObject({ code: 'NoAnswer' });
  });

  it('does not guess at a state that it has never heard of', async () => {
    const { reads } = ec2ReadsOver({
      body: String(Reflect.get(instancesPage(['i-1']), 'body')).replace(
        'terminated',
        'hibernating',
      ),
    });

    const reading = reads.describeInstances({ ids: ['i-1'] });

    await expect(reading).rejects.toMatchObject({ code: 'UnexpectedAnswer' });
  });
});

const GROUP =
  '<member><TargetGroupArn>arn:tg</TargetGroupArn><TargetGroupName>prod-signaling-tg</TargetGroupName></member>';

function elbAnswer(operation: string, inner: string): FakeAnswer {
  const result = `<${operation}Result>${inner}</${operation}Result>`;
  return { body: `<${operation}Response>${result}</${operation}Response>` };
}

function elbv2ReadsOver(...answers: readonly FakeAnswer[]) {
  const client = createElbv2Client(optionsFor(createFakeHandler(...answers)), 'reads');
  return createElbv2Reads({ client });
}

describe('reading load balancers', () => {
  it('leaves out a group that does not exist instead of failing for all', async () => {
    const error = '<Error><Code>TargetGroupNotFound</Code><Message>none</Message></Error>';
    const absent = { status: 400, body: `<ErrorResponse>${error}</ErrorResponse>` };
    const there = elbAnswer('DescribeTargetGroups', `<TargetGroups>${GROUP}</TargetGroups>`);
    const reads = elbv2ReadsOver(absent, absent, there);

    const found = await reads.describeTargetGroups({ names: ['absent', 'prod-signaling-tg'] });

    expect(found).toEqual([{ arn: 'arn:tg', name: 'prod-signaling-tg', loadBalancerArns: [] }]);
  });

  it('tells the health of targets with AWS’s reason', async () => {
    const health = '<State>unhealthy</State><Reason>Target.Timeout</Reason>';
    const target = '<Target><Id>i-1</Id><Port>443</Port></Target>';
    const member = `<member>${target}<TargetHealth>${health}</TargetHealth></member>`;
    const list = `<TargetHealthDescriptions>${member}</TargetHealthDescriptions>`;
    const reads = elbv2ReadsOver(elbAnswer('DescribeTargetHealth', list));

    const found = await reads.describeTargetHealth('arn:tg');

    const reason = 'Target.Timeout';
    expect(found).toEqual([{ instanceId: 'i-1', port: 443, state: 'unhealthy', reason }]);
  });
});

describe('reading the balancers of a region', () => {
  it('goes to the last page', async () => {
    const page = (name: string, state: string, next = ''): FakeAnswer =>
      elbAnswer(
        'DescribeLoadBalancers',
        `<LoadBalancers><member><DNSName>${name}</DNSName><State><Code>${state}</Code></State></member></LoadBalancers>${next && `<NextMarker>${next}</NextMarker>`}`,
      );
    const handler = createFakeHandler(page('one.elb', 'active', 'more'), page('two.elb', 'failed'));
    const client = createElbv2Client(optionsFor(handler), 'reads');

    const found = await createBalancerReads({ client }).listBalancers();

    expect(found).toEqual([
      { dnsName: 'one.elb', state: 'active' },
      { dnsName: 'two.elb', state: 'failed' },
    ]);
    expect(handler.forms()[1]).toMatchObject({ Marker: 'more' });
  });
});

describe('reading alarms', () => {
  it('finds composite alarms too, and the dimensions of every metric', async () => {
    const alarm = {
      AlarmName: 'signaling-primary-health',
      AlarmArn: 'arn:alarm',
      StateValue: 'ALARM',
      StateReason: 'crossed',
      StateTransitionedTimestamp: 1_767_225_600,
      Metrics: [
        {
          Id: 'm1',
          MetricStat: { Metric: { Dimensions: [{ Name: 'InstanceId', Value: 'i-1' }] } },
        },
      ],
    };
    const composite = { AlarmName: 'both', AlarmArn: 'arn:both', StateValue: 'OK' };
    const body = JSON.stringify({ MetricAlarms: [alarm], CompositeAlarms: [composite] });
    const handler = createFakeHandler({ body });
    const options = { ...optionsFor(handler) };
    const reads = createCloudWatchReads({ client: createCloudWatchClient(options) });

    const found = await reads.describeAlarms(['signaling-primary-health', 'both']);

    expect(found.map((one) => [one.name, one.state, one.dimensions])).toEqual([
      ['signaling-primary-health', 'ALARM', { InstanceId: 'i-1' }],
      ['both', 'OK', {}],
    ]);
    expect(found[0]?.changedAtMilliseconds).toBe(1_767_225_600_000);
  });
});
