import type { RegionScene } from '@understudy/fault-simulation';

import { createCalledFunctions } from './called-functions.ts';
import { recoveries, resultOf, untilEnded } from './stories.ts';
import { regionScene } from './scenes.ts';

/** Changes of the user's resources: our own table, functions and messages are none. */
function userChanges(at: RegionScene, since: number): readonly string[] {
  return at
    .changes(since)
    .map(({ call }) => `${call.service}:${call.operation}`)
    .filter((name) => !/^(dynamodb|lambda|sns|sqs|logs):/.test(name));
}

/** Lambda itself refuses what is longer than 6 MB. */
const BYTES_MAX = 6_000_000;

/** Messages that were refused and kept, for people to read. */
function kept(at: RegionScene): number {
  return at.regions.recovery.sqs.messages('understudy-dev-dr-refused').length;
}

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < levels; level++) value = { order: value };
  return value;
}

describe('the entry', () => {
  const called = createCalledFunctions();
  let at: RegionScene;

  beforeAll(async () => {
    at = await regionScene({ around: called.around });
  });

  it('rehearses at once, in the shape of the document, and changes nothing', async () => {
    const begun = at.clock.now();

    const answer = await at.invokeEntry({ test: true });

    expect(answer.body).toMatchObject({
      message: expect.stringContaining('nothing was changed') as string,
      region: 'eu-west-1',
      rds_promoted: 'konecta-erp-dev-replica',
      eks_cluster: 'konecta-erp-dev-dr',
    });
    const checks = answer.body['checks'] as { step: string; findings: unknown[] }[];
    expect(checks.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['outage', 'fence', 'database', 'infrastructure', 'traffic']),
    );
    expect(checks.every(({ findings }) => findings.length > 0)).toBe(true);
    expect(at.clock.now() - begun).toBeLessThan(60_000);
    expect(userChanges(at, begun)).toEqual([]);
    expect(recoveries(at)).toEqual([]);
  });

  it('rehearses with runner and deployer, of whom nothing comes either', async () => {
    const begun = at.clock.now();
    called.asked.runner.length = 0;
    called.asked.deployer.length = 0;

    await at.invokeEntry({ test: true });

    const verbs = [...called.asked.runner, ...called.asked.deployer].map(({ verb }) => verb);
    expect(verbs.length).toBeGreaterThan(2);
    expect(verbs.filter((verb) => verb !== 'check' && verb !== 'rehearse')).toEqual([]);
    const effects = at.aws.world.log.entries.filter(
      (entry) => entry.kind === 'effect' && entry.at >= begun && entry.cause.kind === 'invocation',
    );
    expect(effects).toEqual([]);
  });

  it('refuses to act in another region, and names the right one', async () => {
    const answer = await at.invokeEntry({}, 'primary');

    expect(answer.statusCode).toBe(421);
    expect(answer.body).toMatchObject({ expected: 'eu-west-1', found: 'us-east-1' });
    expect(recoveries(at)).toEqual([]);
  });

  it.each([
    ['a text', 'recover'],
    ['a list', []],
    ['null', null],
    ['a test that is not true', { test: 'true' }],
    ['more than the test', { test: true, force: true }],
    ['an unknown key', { region: 'eu-west-1' }],
    ['an order without a person', { order: { kind: 'run', reason: 'r', id: '1' } }],
    ['an unknown order', { order: { kind: 'destroy', by: 'x', reason: 'r', id: '1' } }],
    ['an alarm of an unknown topic', sns('arn:aws:sns:us-east-1:999999999999:other', alarm())],
    ['a message that is no alarm', sns(undefined, 'hello')],
    ['an alarm of last year', sns(undefined, alarm({ StateChangeTime: '2025-01-01T00:00:00Z' }))],
    ['an alarm without a name', sns(undefined, alarm({ AlarmName: undefined }))],
    ['an alarm of tomorrow', sns(undefined, alarm({ StateChangeTime: '2026-11-24T00:00:00Z' }))],
    [
      'an alarm with a name of 300 characters',
      sns(undefined, alarm({ AlarmName: '🔥'.repeat(300) })),
    ],
    ['an unknown state', sns(undefined, alarm({ NewStateValue: 'BURNING' }))],
    ['as much as Lambda lets through', { order: { kind: 'run', by: 'x'.repeat(BYTES_MAX) } }],
    ['a message as long', sns(undefined, 'x'.repeat(BYTES_MAX))],
    ['nesting without end', nested(1_000)],
    ['nesting without end in a message', sns(undefined, '['.repeat(50_000))],
    ['control characters', { order: { kind: 'run', by: '\u0000\u001b[2J', id: '\n', reason: '' } }],
    ['what would reach a prototype', JSON.parse('{"__proto__": {"test": true}}')],
    ['an event that is no alarm', { 'detail-type': 'EC2 State', source: 'aws.ec2', detail: {} }],
  ])('refuses %s with what it expected, keeps it, and begins nothing', async (_what, payload) => {
    const before = kept(at);

    const answer = await at.invokeEntry(payload);

    expect(answer.statusCode).toBe(400);
    expect(String(answer.body['message'])).toMatch(/^Refused: expected .+; found .*/);
    expect(kept(at)).toBe(before + 1);
    expect(recoveries(at)).toEqual([]);
  });

  const trigger = { kind: 'request', messageId: 'm-1', atMilliseconds: 0 };
  const input = { plan: 'konecta-erp', incidentId: 'dr-1', trigger, rehearse: false };
  it.each([
    ['a copy of the workflow in the old region', 'primary', input, 'WrongRegion'],
    [
      'the workflow itself, of another plan',
      'recovery',
      { ...input, plan: 'other' },
      'PlanUnknown',
    ],
    ['the workflow itself, with what the entry never writes', 'recovery', {}, 'InputInvalid'],
  ] as const)('is not passed by: %s', async (_what, region, payload, code) => {
    const since = at.clock.now();
    await at.asPerson(
      'lambda',
      'Invoke',
      {
        FunctionName: 'understudy-dev-dr-orchestrator:durable',
        InvocationType: 'Event',
        DurableExecutionName: `past-the-entry-${code}`,
        Payload: new TextEncoder().encode(JSON.stringify(payload)),
      },
      region,
    );
    await at.pass(30);

    const begun = at.regions[region].lambda.executions.all();
    const { journal } = begun.find(({ arn }) => arn.includes(`past-the-entry-${code}`)) ?? {};
    expect(journal).toMatchObject({ status: 'FAILED', error: { ErrorType: code } });
    expect(userChanges(at, since)).toEqual([]);
    expect(await at.incidents()).toEqual([]);
  });

  it('finds no reason in an alarm that is over', async () => {
    const answer = await at.invokeEntry(sns(undefined, alarm({ NewStateValue: 'OK' })));

    expect(answer.statusCode).toBe(200);
    expect(await at.incidents()).toEqual([]);
  });

  it('answers 202 with the incident and how to watch it; a healthy primary is left alone', async () => {
    const since = at.clock.now();

    const answer = await at.invokeEntry({});
    await untilEnded(at, 900);

    expect(answer).toMatchObject({
      statusCode: 202,
      body: { next: `understudy watch ${String(answer.body['incident'])}` },
    });
    expect(resultOf(at)).toMatchObject({
      statusCode: 202,
      body: { outcome: 'nothing-to-do', reason: 'primary-healthy' },
    });
    expect(userChanges(at, since)).toEqual([]);
  });

  it('starts one execution for one alarm, however often it is delivered', async () => {
    const before = recoveries(at).length;
    const message = sns(undefined, alarm({ StateChangeTime: iso(at.clock.now()) }));

    const first = await at.invokeEntry(message);
    const again = await at.invokeEntry(message);

    expect(first.body['incident']).toBe(again.body['incident']);
    expect(recoveries(at)).toHaveLength(before + 1);
  });
});

function alarm(change: object = {}): string {
  return JSON.stringify({
    AlarmName: 'konecta-erp-dev-database-health',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:konecta-erp-dev-database-health',
    NewStateValue: 'ALARM',
    NewStateReason: 'Threshold Crossed',
    StateChangeTime: iso(Date.UTC(2026, 10, 22, 3, 10)),
    ...change,
  });
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function sns(
  topic = 'arn:aws:sns:us-east-1:123456789012:konecta-erp-dr-topic',
  message = '',
): object {
  return { Records: [{ EventSource: 'aws:sns', Sns: { TopicArn: topic, Message: message } }] };
}
