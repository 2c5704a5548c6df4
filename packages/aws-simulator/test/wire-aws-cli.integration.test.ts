import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createHttpDoor } from '../src/http/http-door.ts';
import { createFixtureWorld } from './wire-fixtures.ts';
import { runClient } from './wire-python.ts';
import { stageServices } from './wire-staged-services.ts';

describe('the AWS CLI over HTTP', () => {
  const fixture = createFixtureWorld();
  const http = createHttpDoor(fixture.door, { port: 0 });
  let url = '';

  beforeAll(async () => {
    stageServices(fixture);
    ({ url } = await http.start());
  });

  afterAll(() => http.stop());

  function aws(...parameters: string[]) {
    return runClient('aws', ['--endpoint-url', url, '--output', 'json', ...parameters]);
  }

  it.each([
    {
      command: 'ec2 describe-instances --filters Name=tag:service,Values=jupiter',
      expected: { Reservations: [{ Instances: [{ Tags: [{ Value: 'jupiter' }] }] }] },
    },
    {
      command: 'cloudwatch describe-alarms --alarm-names jupiter',
      expected: { MetricAlarms: [{ AlarmName: 'jupiter', Threshold: 0.5 }] },
    },
    {
      command: 'route53 list-resource-record-sets --hosted-zone-id Z1',
      expected: { ResourceRecordSets: [{ Name: 'jupiter.example.', TTL: 60 }] },
    },
    {
      command: 'sts get-caller-identity',
      expected: { Account: '123456789012', UserId: 'u', Arn: 'arn:u' },
    },
  ])('understands `aws $command`', async ({ command, expected }) => {
    const { stdout, stderr, status } = await aws(...command.split(' '));

    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  it('reports a refusal as AWS’s', async () => {
    const { stderr, status } = await aws('ec2', 'stop-instances', '--instance-ids', 'i-1');

    expect(status).toBeGreaterThan(0);
    expect(stderr).toContain(
      'An error occurred (IncorrectInstanceState) when calling the StopInstances operation',
    );
  });

  it('invokes a function and writes its payload to a file', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'wire-'));
    const file = join(directory, 'payload.json');
    const invoke = ['lambda', 'invoke', '--function-name', 'recovery', '--payload', '7', file];

    const { stdout, stderr, status } = await aws(...invoke);
    const payload = readFileSync(file, 'utf8');
    rmSync(directory, { recursive: true });

    expect({ status, stderr, payload }).toEqual({ status: 0, stderr: '', payload: '{"got":7}' });
    expect(JSON.parse(stdout)).toEqual({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '7',
    });
  });
});
