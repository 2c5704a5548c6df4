import { currentToken } from '@understudy/workflow';

import {
  ARN,
  createLambdaSubject as create,
  DURABLE,
  putFunction as put,
  START,
} from './lambda-subject.ts';

const WAITS = 'exports.handle = () => new Promise(() => {});';
const ANSWERS = 'exports.handle = async () => "called";';

/** An execution of `worker` that calls the function `called`, as its checkpoint says. */
async function callFrom(allowed: readonly string[], functionName: string) {
  const subject = create();
  const { aws, clock, lambda } = subject;
  put(subject, ANSWERS, { name: 'called' });
  put(subject, WAITS, DURABLE);
  const Statement = [{ Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: allowed }];
  aws.roles.putRole({
    roleName: 'worker',
    policies: allowed.length === 0 ? [] : [{ name: 'own', document: { Statement } }],
    managedPolicyArns: [],
    trustedServices: ['lambda.amazonaws.com'],
  });
  const { DurableExecutionArn } = await subject.call('Invoke', {
    FunctionName: 'worker:live',
    InvocationType: 'Event',
  });
  await clock.advanceTo(START + 1_000);
  const execution = lambda.executions.get(DurableExecutionArn as string);
  await subject.call('CheckpointDurableExecution', {
    DurableExecutionArn,
    CheckpointToken: currentToken(execution.journal),
    Updates: [
      {
        Id: 'call',
        Type: 'CHAINED_INVOKE',
        Action: 'START',
        Payload: '{}',
        ChainedInvokeOptions: { FunctionName: functionName },
      },
    ],
  });
  await clock.advanceTo(START + 10_000);
  const invoked = lambda.invocations.filter(({ functionName: name }) => name === 'called');
  return { call: execution.journal.operations.get('call')?.wire, invoked: invoked.length };
}

describe('a call of a durable function to another function', () => {
  it.each([
    ['its name', 'called', `${ARN}:called`],
    ['its version', 'called:1', `${ARN}:called:1`],
    ['its ARN', `${ARN}:called`, `${ARN}:called`],
  ])('by %s is made when the role of the caller may invoke it', async (_way, name, arn) => {
    const { call, invoked } = await callFrom([arn], name);

    expect(call).toMatchObject({
      Status: 'SUCCEEDED',
      ChainedInvokeDetails: { Result: '"called"' },
    });
    expect(invoked).toBe(1);
  });

  it.each([
    ['may invoke nothing', 'called', []],
    ['may invoke another function only', 'called', [`${ARN}:worker`]],
    ['may invoke it without a version, and it is called with one', 'called:1', [`${ARN}:called`]],
  ])('fails, and is not made, when the role %s', async (_what, name, allowed) => {
    const { call, invoked } = await callFrom(allowed, name);

    const error = { ErrorType: 'AccessDeniedException' };
    expect(call).toMatchObject({ Status: 'FAILED', ChainedInvokeDetails: { Error: error } });
    expect(JSON.stringify(call)).toContain(`perform: lambda:InvokeFunction on resource: ${ARN}`);
    expect(invoked).toBe(0);
  });
});
