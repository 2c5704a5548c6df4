import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionStateCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  StopDurableExecutionCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';

import { clientSettings, createFixtureWorld } from '../../test/wire-fixtures.ts';
import { AwsFault } from '../kernel/aws-fault.ts';
import type { ServiceName } from '../kernel/world.ts';

const fixture = createFixtureWorld();
const settings = clientSettings(fixture.door);
const lambda = new LambdaClient(settings);
const route53 = new Route53Client(settings);

const happened = new Date('2026-01-02T03:04:05.678Z');
const EXECUTION =
  'arn:aws:lambda:eu-central-1:123456789012:function:recovery:1/durable-execution/jupiter/42';

interface Case {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: object;
  readonly output: object;
  readonly send: (input: never) => Promise<object>;
}

const CASES: readonly Case[] = [
  {
    service: 'lambda',
    operation: 'CheckpointDurableExecution',
    input: {
      DurableExecutionArn: EXECUTION,
      CheckpointToken: 'token',
      ClientToken: 'once',
      Updates: [
        { Id: '1', Type: 'STEP', Action: 'SUCCEED', Payload: '{"a":1}' },
        { Id: '2', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 30 } },
      ],
    },
    output: {
      CheckpointToken: 'next',
      NewExecutionState: {
        Operations: [{ Id: '2', Type: 'WAIT', Status: 'STARTED', StartTimestamp: happened }],
      },
    },
    send: (input) => lambda.send(new CheckpointDurableExecutionCommand(input)),
  },
  {
    service: 'lambda',
    operation: 'GetDurableExecutionState',
    input: { DurableExecutionArn: EXECUTION, CheckpointToken: 'a+b/c=', MaxItems: 7 },
    output: { Operations: [], NextMarker: 'more' },
    send: (input) => lambda.send(new GetDurableExecutionStateCommand(input)),
  },
  {
    service: 'lambda',
    operation: 'StopDurableExecution',
    input: { DurableExecutionArn: EXECUTION, Error: { ErrorType: 'Stopped' } },
    output: { StopTimestamp: happened },
    send: (input) => lambda.send(new StopDurableExecutionCommand(input)),
  },
  {
    service: 'lambda',
    operation: 'UntagResource',
    input: { Resource: 'arn:aws:lambda:x:1:function:f', TagKeys: ['a', 'b c'] },
    output: {},
    send: (input) => lambda.send(new UntagResourceCommand(input)),
  },
  {
    service: 'lambda',
    operation: 'ListTags',
    input: { Resource: 'arn:aws:lambda:x:1:function:f' },
    output: { Tags: { 'understudy:managed': 'true' } },
    send: (input) => lambda.send(new ListTagsCommand(input)),
  },
  {
    service: 'lambda',
    operation: 'ListFunctions',
    input: { MaxItems: 50 },
    output: { Functions: [{ FunctionName: 'f', Environment: { Variables: { A: 'b' } } }] },
    send: (input) => lambda.send(new ListFunctionsCommand(input)),
  },
  {
    service: 'route53',
    operation: 'ChangeResourceRecordSets',
    input: {
      HostedZoneId: 'Z1',
      ChangeBatch: {
        Comment: 'a <b> & "c"',
        Changes: [
          {
            Action: 'UPSERT',
            ResourceRecordSet: {
              Name: 'jupiter.example.',
              Type: 'A',
              TTL: 60,
              ResourceRecords: [{ Value: '192.0.2.1' }, { Value: '192.0.2.2' }],
            },
          },
        ],
      },
    },
    output: { ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: happened } },
    send: (input) => route53.send(new ChangeResourceRecordSetsCommand(input)),
  },
  {
    service: 'route53',
    operation: 'ListResourceRecordSets',
    input: { HostedZoneId: 'Z1', StartRecordName: 'a b.example', MaxItems: 5 },
    output: {
      ResourceRecordSets: [
        {
          Name: 'jupiter.example.',
          Type: 'A',
          MultiValueAnswer: true,
          AliasTarget: { HostedZoneId: 'Z2', DNSName: 'lb', EvaluateTargetHealth: false },
        },
        { Name: 'other.', Type: 'TXT', ResourceRecords: [{ Value: '"x"' }] },
      ],
      IsTruncated: false,
      MaxItems: 5,
    },
    send: (input) => route53.send(new ListResourceRecordSetsCommand(input)),
  },
  {
    service: 'route53',
    operation: 'CreateHostedZone',
    input: { Name: 'example.', CallerReference: 'once' },
    output: {
      Location: 'https://route53.amazonaws.com/2013-04-01/hostedzone/Z9',
      HostedZone: { Id: '/hostedzone/Z9', Name: 'example.', CallerReference: 'once' },
      ChangeInfo: { Id: '/change/C1', Status: 'INSYNC', SubmittedAt: happened },
      DelegationSet: { NameServers: ['ns-1', 'ns-2'] },
    },
    send: (input) => route53.send(new CreateHostedZoneCommand(input)),
  },
];

describe('the REST protocols', () => {
  it.each(CASES)('carry $service:$operation there and back', async (each) => {
    fixture.stage(each.service, each.operation, () => each.output);

    const { $metadata, ...output } = (await each.send(each.input as never)) as {
      $metadata?: unknown;
    };

    expect(fixture.calls.at(-1)?.input).toEqual(each.input);
    expect(output).toEqual(each.output);
    expect($metadata).toMatchObject({ requestId: fixture.calls.at(-1)?.requestId });
  });

  it('carry an invocation: payloads as they are, the rest in headers', async () => {
    fixture.stage('lambda', 'Invoke', () => ({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '7',
      LogResult: 'bG9n',
      DurableExecutionArn: EXECUTION,
      Payload: new TextEncoder().encode('{"errorType":"é"}'),
    }));

    const output = await lambda.send(
      new InvokeCommand({
        FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:recovery',
        Qualifier: 'live',
        InvocationType: 'RequestResponse',
        LogType: 'Tail',
        DurableExecutionName: 'jupiter-1',
        Payload: '{"detail":"ü"}',
      }),
    );

    expect(fixture.calls.at(-1)?.input).toEqual({
      FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:recovery',
      Qualifier: 'live',
      InvocationType: 'RequestResponse',
      LogType: 'Tail',
      DurableExecutionName: 'jupiter-1',
      Payload: Uint8Array.from(Buffer.from('{"detail":"ü"}')),
    });
    expect(output).toMatchObject({
      StatusCode: 200,
      FunctionError: 'Unhandled',
      ExecutedVersion: '7',
      LogResult: 'bG9n',
      DurableExecutionArn: EXECUTION,
    });
    expect(output.Payload?.transformToString()).toBe('{"errorType":"é"}');
  });

  it('carry an asynchronous invocation, which answers 202 and nothing', async () => {
    fixture.stage('lambda', 'Invoke', () => ({ StatusCode: 202 }));

    const output = await lambda.send(
      new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event' }),
    );

    expect(output.StatusCode).toBe(202);
    expect(output.Payload?.byteLength ?? 0).toBe(0);
  });

  it('give a Lambda error its type, its members and its headers', async () => {
    fixture.stage('lambda', 'Invoke', () => {
      throw new AwsFault('TooManyRequestsException', 429, 'slow down', {
        Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
        retryAfterSeconds: '10',
      });
    });

    const failing = lambda.send(new InvokeCommand({ FunctionName: 'f' }));

    await expect(failing).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'slow down',
      Type: 'User',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      retryAfterSeconds: '10',
      $metadata: { httpStatusCode: 429 },
    });
  });

  it('give a Route 53 error its members', async () => {
    fixture.stage('route53', 'ChangeResourceRecordSets', () => {
      throw new AwsFault('InvalidChangeBatch', 400, 'refused', { messages: ['one', 'two'] });
    });

    const failing = route53.send(
      new ChangeResourceRecordSetsCommand({ HostedZoneId: 'Z1', ChangeBatch: { Changes: [] } }),
    );

    await expect(failing).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: 'refused',
      messages: ['one', 'two'],
    });
  });
});
