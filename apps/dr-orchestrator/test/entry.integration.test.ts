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
  ])('refuses %s with what it expected, keeps it, and begins nothing', async (_what, payload) => {
    const answer = await at.invokeEntry(payload);

    expect(answer.statusCode).toBe(400);
    expect(String(answer.body['message'])).toMatch(/^Refused: expected .+; found .*/);
    expect(recoveries(at)).toEqual([]);
  });

  it('finds no reason in an alarm that is over', async () => {
    const answer = await at.invokeEntry(sns(undefined, alarm({ NewStateValue: 'OK' })));

    expect(answer.statusCode).toBe(200);
    expect(recoveries(at)).toEqual([]);
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
