import { createVirtualClock } from '@understudy/clock';

import { createFixtureWorld, signedRequest } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { WireResponse } from './wire-messages.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

const fixture = createFixtureWorld(createVirtualClock(NOON));
fixture.stage('monitoring', 'DescribeAlarms', () => ({ MetricAlarms: [{ AlarmName: 'jupiter' }] }));
fixture.stage('ec2', 'DescribeInstances', () => ({}));
fixture.stage('sts', 'GetCallerIdentity', () => ({ Account: '123456789012' }));
fixture.stage('dynamodb', 'GetItem', () => ({ Item: { id: { S: 'é' } } }));
fixture.stage('sqs', 'ListQueues', () => {
  throw new TypeError('a bug of ours');
});

function textOf(response: WireResponse): string {
  return Buffer.from(response.body).toString('utf8');
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

function target(name: string): Record<string, string> {
  return { 'x-amz-target': name, 'content-type': 'application/x-amz-json-1.0' };
}

describe('the wire door', () => {
  it('tells the world’s time and the request’s id in every answer', async () => {
    const request = signedRequest('ec2', { headers: FORM, body: 'Action=DescribeInstances' });

    const good = await fixture.door.answer(request);
    const bad = await fixture.door.answer(signedRequest('teleport', {}));

    expect(good.headers['date']).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
    expect(bad.headers['date']).toBe('Sun, 01 Mar 2026 12:00:00 GMT');
    expect(good.headers['x-amzn-requestid']).toBe(fixture.calls.at(-1)?.requestId);
  });

  it('answers old clients of CloudWatch in XML', async () => {
    const body = 'Action=DescribeAlarms&AlarmNames.member.10=b&AlarmNames.member.2=a';

    const response = await fixture.door.answer(
      signedRequest('monitoring', { headers: FORM, body }),
    );

    expect(fixture.calls.at(-1)?.input).toEqual({ AlarmNames: ['a', 'b'] });
    expect(textOf(response)).toContain(
      '<DescribeAlarmsResult><MetricAlarms><member><AlarmName>jupiter</AlarmName></member>',
    );
  });

  it('reads the names that EC2 gives parameters of its own', async () => {
    fixture.stage('ec2', 'ModifyInstanceAttribute', () => ({}));
    const body =
      'Action=ModifyInstanceAttribute&InstanceId=i-1&SourceDestCheck.Value=false&GroupId.1=sg-1';

    await fixture.door.answer(signedRequest('ec2', { headers: FORM, body }));

    expect(fixture.calls.at(-1)?.input).toEqual({
      InstanceId: 'i-1',
      SourceDestCheck: { Value: false },
      Groups: ['sg-1'],
    });
  });

  it('escapes what XML would read as its own', async () => {
    fixture.stage('iam', 'GetContextKeysForCustomPolicy', () => ({ ContextKeyNames: ['a&b'] }));
    const body = 'Action=GetContextKeysForCustomPolicy&PolicyInputList.member.1=%7B%7D';

    const response = await fixture.door.answer(signedRequest('iam', { headers: FORM, body }));

    expect(fixture.calls.at(-1)?.input).toEqual({ PolicyInputList: ['{}'] });
    expect(textOf(response)).toContain('<member>a&amp;b</member>');
  });

  it('answers a presigned request, whose parameters are in the URL', async () => {
    const query = new URLSearchParams({
      Action: 'GetCallerIdentity',
      'X-Amz-Credential': 'AKIAJUPITER/20260301/eu-central-1/sts/aws4_request',
      'X-Amz-Date': '20260301T120000Z',
    });
    const path = `/?${query.toString()}`;
    const request = { method: 'GET', host: 'sts', path, headers: {}, body: new Uint8Array() };

    const response = await fixture.door.answer(request);

    expect(textOf(response)).toContain('<Account>123456789012</Account>');
    expect(fixture.calls.at(-1)).toMatchObject({ region: 'eu-central-1', service: 'sts' });
  });

  it('sends DynamoDB’s checksum of the body', async () => {
    const headers = target('DynamoDB_20120810.GetItem');

    const response = await fixture.door.answer(
      signedRequest('dynamodb', { headers, body: '{"TableName":"t","Key":{}}' }),
    );

    // Of {"Item":{"id":{"S":"é"}}} in UTF-8, computed apart from this program.
    expect(textOf(response)).toBe('{"Item":{"id":{"S":"é"}}}');
    expect(response.headers['x-amz-crc32']).toBe('572059224');
  });

  it('turns a bug of a simulated service into AWS’s own failure', async () => {
    const headers = target('AmazonSQS.ListQueues');

    const response = await fixture.door.answer(signedRequest('sqs', { headers, body: '{}' }));

    expect(response.status).toBe(500);
    expect(JSON.parse(textOf(response))).toMatchObject({ __type: 'InternalFailure' });
  });

  it.each([
    { who: 'a function', accessKeyId: 'ROLE1', status: 400 },
    { who: 'a person, whose clock is not the world’s,', accessKeyId: 'AKIAJUPITER', status: 200 },
  ])('answers $who $status for a signature of an hour ago', async ({ accessKeyId, status }) => {
    const request = signedRequest('ec2', {
      accessKeyId,
      headers: { ...FORM, 'x-amz-date': '20260301T110000Z' },
      body: 'Action=DescribeInstances',
    });

    const response = await fixture.door.answer(request);

    expect(response.status).toBe(status);
    expect(textOf(response).includes('RequestExpired')).toBe(status === 400);
  });

  it('leaves a lost answer open until the caller gives up', async () => {
    const lost = fixture.world.faults.add({
      name: 'lost',
      operation: 'DescribeInstances',
      fault: { kind: 'no-answer', when: 'after' },
    });
    const leaving = new AbortController();
    const request = signedRequest('ec2', { headers: FORM, body: 'Action=DescribeInstances' });
    let settled = false;

    const answering = fixture.door.answer(request, leaving.signal).finally(() => (settled = true));
    const rejection = expect(answering).rejects.toBe('gone');
    await new Promise((resolve) => setImmediate(resolve));
    const settledBefore = settled;
    leaving.abort('gone');
    lost();

    await rejection;
    expect(settledBefore).toBe(false);
  });

  it('names the request of a call that failed', async () => {
    fixture.stage('ec2', 'StopInstances', () => {
      throw new AwsFault('IncorrectInstanceState', 400, 'no');
    });
    const request = signedRequest('ec2', { headers: FORM, body: 'Action=StopInstances' });

    const response = await fixture.door.answer(request);

    const id = fixture.calls.at(-1)?.requestId;
    expect(response.headers['x-amzn-requestid']).toBe(id);
    expect(textOf(response)).toContain(`<RequestID>${id}</RequestID>`);
  });
});
