import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import { createNoLatencies } from '../kernel/latencies.ts';
import type { ServiceName } from '../kernel/world.ts';
import { createSimulatedAws, type SimulatedAws } from './create-simulated-aws.ts';

const US = 'us-east-1';
const EU = 'eu-west-1';
const START = Date.UTC(2026, 10, 22, 3);
const ROLE = 'arn:aws:iam::123456789012:role/worker';
const LOST = { kind: 'region', name: 'region-lost', region: US } as const;

interface Place {
  readonly clock: VirtualClock;
  readonly aws: SimulatedAws;
  call(region: string, service: ServiceName, operation: string, input: object): Promise<unknown>;
  lines(): readonly string[];
}

function createPlace(): Place {
  const clock = createVirtualClock(START);
  const latencies = createNoLatencies;
  const aws = createSimulatedAws({ clock, seed: 'lost', regions: [US, EU], latencies });
  aws.roles.putRole({
    roleName: 'worker',
    policies: [
      {
        name: 'all',
        document: { Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] },
      },
    ],
    managedPolicyArns: [],
    trustedServices: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'],
  });
  return {
    clock,
    aws,
    lines: () => aws.logs.lines('worker').map(({ text }) => text),
    async call(region, service, operation, input) {
      const { output } = await aws.world.call({
        service,
        operation,
        input,
        region,
        principal: { kind: 'user', name: 'operator' },
        cause: { kind: 'person', name: 'operator' },
        signedAtMilliseconds: clock.now(),
      });
      return output;
    },
  };
}

function putFunction({ aws }: Place, region: string, source: string): string {
  const { functions } = aws.region(region).lambda;
  functions.put({
    name: 'worker',
    files: new Map([['index.js', Buffer.from(source)]]),
    codeSha256: 'x',
    handler: 'index.handle',
    runtime: 'nodejs24.x',
    roleArn: ROLE,
    variables: {},
    timeoutSeconds: 60,
    memoryMegabytes: 128,
  });
  return functions.arnOf({ name: 'worker' });
}

const SAYS_WHEN = `exports.handle = async (event) => console.log('ran', event.n ?? 'scheduled');`;

describe('functions of a region that is lost', () => {
  it('die, and an event that they had taken is handled when the region is back', async () => {
    const place = createPlace();
    const { aws, clock } = place;
    putFunction(
      place,
      US,
      `exports.handle = ({ n }) => new Promise((done) => {
        console.log('began', n);
        setTimeout(() => { console.log('ended', n); done(); }, 30000);
      });`,
    );
    const Payload = Buffer.from('{"n":1}');
    await place.call(US, 'lambda', 'Invoke', {
      FunctionName: 'worker',
      InvocationType: 'Event',
      Payload,
    });
    await clock.advanceTo(START + 10_000);

    const end = aws.world.outages.begin(LOST);
    await clock.advanceTo(START + 3_600_000);
    const during = place.lines().filter((line) => !line.startsWith('REPORT'));
    end();
    await clock.advanceTo(START + 3_700_000);

    expect(during).toEqual(['began 1']);
    expect(place.lines().filter((line) => !line.startsWith('REPORT'))).toEqual([
      'began 1',
      'began 1',
      'ended 1',
    ]);
  });

  it('are not run by their schedules, nor for what was missed', async () => {
    const place = createPlace();
    const { aws, clock } = place;
    aws.region(US).deploymentTarget.createSchedule({
      name: 'each-minute',
      expression: 'rate(1 minute)',
      enabled: true,
      targetArn: putFunction(place, US, SAYS_WHEN),
      roleArn: ROLE,
      input: '{}',
    });
    const runs = (): number => place.lines().filter((line) => line.startsWith('ran')).length;
    await clock.advanceTo(START + 5.5 * 60_000);
    expect(runs()).toBe(5);

    const end = aws.world.outages.begin(LOST);
    await clock.advanceTo(START + 20.5 * 60_000);
    expect(runs()).toBe(5);
    end();
    await clock.advanceTo(START + 23.5 * 60_000);

    expect(runs()).toBe(8);
  });

  it('get what was on its way when the region is back, late', async () => {
    const place = createPlace();
    const { aws, clock } = place;
    const { sns } = aws.region(US);
    const topicArn = sns.createTopic('alarms');
    const functionArn = putFunction(
      place,
      EU,
      `exports.handle = async ({ Records }) => console.log('got', Records[0].Sns.Message);`,
    );
    sns.subscribe(topicArn, functionArn);
    aws.region(EU).lambda.functions.resolve('worker').fn.policy.add({
      statementId: 'sns',
      action: 'lambda:InvokeFunction',
      principal: 'sns.amazonaws.com',
      sourceArn: topicArn,
    });
    sns.addFault({ name: 'slow', delayMilliseconds: 5_000 });
    sns.publish(topicArn, { text: 'ALARM', cause: { kind: 'service', name: 'cloudwatch' } });

    const end = aws.world.outages.begin(LOST);
    await clock.advanceTo(START + 3_600_000);
    expect(place.lines()).toEqual([]);
    end();
    await clock.advanceTo(START + 3_601_000);

    expect(place.lines()).toContain('got ALARM');
  });

  it('go on running while only the control plane is lost', async () => {
    const place = createPlace();
    const { aws, clock } = place;
    putFunction(place, US, SAYS_WHEN);
    aws.world.outages.begin({ ...LOST, kind: 'control-plane' });

    await place.call(US, 'lambda', 'Invoke', {
      FunctionName: 'worker',
      InvocationType: 'Event',
      Payload: Buffer.from('{"n":2}'),
    });
    await clock.advanceTo(START + 1_000);

    expect(place.lines()).toContain('ran 2');
  });
});

describe('alarms of a region that is lost', () => {
  function prepare(): Place & { readonly states: () => readonly string[] } {
    const place = createPlace();
    const { aws } = place;
    const { rds, cloudwatch } = aws.region(US);
    rds.add({ id: 'erp', connections: 10 });
    cloudwatch.addAlarm({
      AlarmName: 'erp-health',
      Namespace: 'AWS/RDS',
      MetricName: 'DatabaseConnections',
      Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'erp' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
    const states = (): readonly string[] =>
      aws.world.log.entries.flatMap((entry) =>
        entry.kind === 'effect' && entry.subject.startsWith('alarm/') ? [entry.to] : [],
      );
    return { ...place, states };
  }

  it('say nothing while it is lost: nobody there looks', async () => {
    const { aws, clock, states } = prepare();
    await clock.advanceTo(START + 600_000);

    aws.region(US).rds.fault('erp', 'crash');
    aws.world.outages.begin(LOST);
    await clock.advanceTo(START + 7_200_000);

    expect(states()).toEqual([]);
  });

  it('find no data of that time when it is back, and settle when there are new ones', async () => {
    const { aws, clock, states } = prepare();
    await clock.advanceTo(START + 600_000);
    const end = aws.world.outages.begin(LOST);
    await clock.advanceTo(START + 1_800_000);

    end();
    await clock.advanceTo(START + 2_400_000);

    expect(states()).toEqual(['ALARM', 'OK']);
  });

  it('go on while only the control plane is lost', async () => {
    const { aws, clock, states } = prepare();
    await clock.advanceTo(START + 600_000);
    aws.world.outages.begin({ ...LOST, kind: 'control-plane' });

    aws.region(US).rds.fault('erp', 'crash');
    await clock.advanceTo(START + 1_200_000);

    expect(states()).toEqual(['ALARM']);
  });
});

describe('a function that calls another region', () => {
  /** What the SDK would send, without it: the region stands in the signature's scope. */
  const ASKS_RDS = `
    const https = require('node:https');
    exports.handle = () => new Promise((resolve, reject) => {
      const scope = process.env.AWS_ACCESS_KEY_ID + '/20261122/us-east-1/rds/aws4_request';
      const request = https.request({
        method: 'POST',
        hostname: 'rds.us-east-1.amazonaws.com',
        path: '/',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=' + scope + ', SignedHeaders=host, Signature=0',
          'content-type': 'application/x-www-form-urlencoded',
          'x-amz-date': new Date().toISOString().replace(/[-:]|\\.\\d+/g, ''),
        },
      }, (response) => {
        let body = '';
        response.on('data', (chunk) => { body += chunk; });
        response.on('end', () => resolve(body));
      });
      request.setTimeout(5000, () => request.destroy(new Error('gave up')));
      request.on('error', reject);
      request.end('Action=DescribeDBInstances&Version=2014-10-31');
    });`;

  async function ask(place: Place): Promise<string> {
    const asked = place.call(EU, 'lambda', 'Invoke', { FunctionName: 'worker' });
    await place.aws.door.prepare(['rds']);
    await place.clock.advanceTo(place.clock.now() + 30_000);
    const answer = (await asked) as { readonly Payload: Uint8Array };
    return Buffer.from(answer.Payload).toString('utf8');
  }

  it('is answered by it, from where the function is', async () => {
    const place = createPlace();
    await place.aws.door.prepare(['rds']);
    place.aws.region(US).rds.add({ id: 'erp' });
    putFunction(place, EU, ASKS_RDS);

    expect(await ask(place)).toContain('<DBInstanceIdentifier>erp</DBInstanceIdentifier>');
  });

  it('gets no answer while the path from its region is lost; others do', async () => {
    const place = createPlace();
    await place.aws.door.prepare(['rds']);
    putFunction(place, EU, ASKS_RDS);
    place.aws.world.outages.begin({ kind: 'path', name: 'cut', from: EU, to: US });

    expect(await ask(place)).toContain('gave up');
    await expect(place.call(US, 'rds', 'DescribeDBInstances', {})).resolves.toBeDefined();
  });
});
