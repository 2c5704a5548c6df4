import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
} from '@aws-sdk/client-lambda';

import type { StackPackage } from '../src/deployment/read-package.ts';
import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import {
  deployRelay,
  MINUTE,
  REGION,
  runToEnd,
  SECOND,
  START,
  type EditableTemplate,
  type Relay,
} from './deployed-relay.ts';
import { packageFixture, PACKAGING_MS_MAX } from './package-fixture.ts';

let packaged: StackPackage;

beforeAll(() => {
  packaged = packageFixture('relay-service');
}, PACKAGING_MS_MAX);

function deploy(edit?: (template: EditableTemplate) => void): Relay {
  return deployRelay(packaged, edit);
}

describe('a packaged service in the simulated AWS', () => {
  it('goes from a message to a durable execution that waits and writes', async () => {
    const relay = deploy();

    relay.publish('hello');
    const status = await runToEnd(relay);

    expect(status).toBe('SUCCEEDED');
    expect(relay.written('hello')).toBeGreaterThan(START + 30 * SECOND);
    expect(relay.written('hello')).toBeLessThan(START + 35 * SECOND);
    expect(relay.execution()?.journal.result).toBe(
      JSON.stringify({ writtenAt: relay.written('hello') }),
    );
  });

  it('starts one execution for a message that is delivered twice', async () => {
    const relay = deploy();
    relay.aws.region(REGION).sns.addFault({ name: 'duplicate', copies: 1 });

    relay.publish('hello');
    await relay.clock.advanceTo(START + MINUTE);

    expect(relay.calls('Invoke')).toHaveLength(2);
    expect(relay.aws.region(REGION).lambda.executions.all()).toHaveLength(1);
    expect(relay.tries()).toBe('1');
  });

  it("names each call's principal, cause and execution", async () => {
    const relay = deploy();

    relay.publish('hello');
    await runToEnd(relay);

    const [write] = relay.calls('PutItem');
    expect(write?.call.principal).toEqual({
      kind: 'role',
      roleName: 'relay-dev-workflow-eu-west-1',
      session: 'relay-dev-workflow',
    });
    expect(write?.call.cause).toMatchObject({
      kind: 'invocation',
      functionName: 'relay-dev-workflow',
      executionArn: relay.execution()?.arn,
    });
  });

  it('tells the same story for the same seed', async () => {
    const stories = [deploy(), deploy()];

    for (const relay of stories) {
      relay.publish('hello');
      await runToEnd(relay);
    }

    const [first, second] = stories.map(({ aws }) => JSON.stringify(aws.world.log.entries));
    expect(second).toBe(first);
  });
});

describe("Lambda's API as a client of the SDK sees it", () => {
  async function started() {
    const relay = deploy();
    relay.publish('hello');
    await runToEnd(relay);
    const lambda = new LambdaClient({
      region: REGION,
      credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
      requestHandler: createWireRequestHandler(relay.aws.door.answer),
    });
    /** An answer needs the clock, which nobody else moves here. */
    async function answered<T>(sent: Promise<T>): Promise<T> {
      let isSettled = false;
      const settle = () => (isSettled = true);
      sent.then(settle, settle);
      while (!isSettled) await relay.clock.advanceTo(relay.clock.now() + 1);
      return sent;
    }
    return { relay, lambda, answered };
  }

  it('describes functions, aliases and policies', async () => {
    const { lambda, answered } = await started();
    const FunctionName = 'relay-dev-workflow';

    const configuration = await answered(
      lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'durable' })),
    );
    const { Aliases } = await answered(lambda.send(new ListAliasesCommand({ FunctionName })));
    const { Policy } = await answered(
      lambda.send(new GetPolicyCommand({ FunctionName: 'relay-dev-router' })),
    );

    expect(configuration).toMatchObject({
      Version: '1',
      DurableConfig: { ExecutionTimeout: 3600 },
    });
    expect(Aliases).toMatchObject([{ Name: 'durable', FunctionVersion: '1' }]);
    expect(JSON.parse(Policy ?? '')).toMatchObject({
      Statement: [{ Principal: { Service: 'sns.amazonaws.com' } }],
    });
  });

  it('describes an execution and its history', async () => {
    const { relay, lambda, answered } = await started();
    const DurableExecutionArn = relay.execution()?.arn;

    const described = await answered(
      lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn })),
    );
    const { Events } = await answered(
      lambda.send(new GetDurableExecutionHistoryCommand({ DurableExecutionArn })),
    );

    expect(described).toMatchObject({
      Status: 'SUCCEEDED',
      FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:relay-dev-workflow:durable',
    });
    expect(described.EndTimestamp?.getTime()).toBeGreaterThan(START + 30 * SECOND);
    expect(Events?.map(({ EventType, Name }) => `${EventType} ${Name ?? ''}`.trim())).toEqual([
      'ExecutionStarted',
      'StepStarted count',
      'StepSucceeded count',
      'WaitStarted settle',
      'WaitSucceeded settle',
      'StepStarted write',
      'StepSucceeded write',
      'ExecutionSucceeded',
    ]);
  });

  it('starts an execution of that name once', async () => {
    const { relay, lambda, answered } = await started();
    const start = (payload: string) =>
      answered(
        lambda.send(
          new InvokeCommand({
            FunctionName: 'relay-dev-workflow:durable',
            InvocationType: 'Event',
            DurableExecutionName: 'by-hand',
            Payload: Buffer.from(payload),
          }),
        ),
      );

    const first = await start('{"message":"one"}');
    const again = await start('{"message":"one"}');
    const other = start('{"message":"two"}');

    expect(first.StatusCode).toBe(202);
    expect(again.DurableExecutionArn).toBe(first.DurableExecutionArn);
    await expect(other).rejects.toMatchObject({ name: 'DurableExecutionAlreadyStartedException' });
    expect(relay.aws.region(REGION).lambda.executions.all()).toHaveLength(2);
  });
});

describe('what is missing in the template is missed', () => {
  const role = (template: EditableTemplate, name: string) =>
    template.Resources[name]?.Properties as unknown as {
      Policies: { PolicyDocument: { Statement: { Action: unknown }[] } }[];
    };

  it.each([
    [
      'the permission',
      (t: EditableTemplate) => delete t.Resources['RouterLambdaPermissionAlarmsSNS'],
    ],
    [
      'the subscription',
      (t: EditableTemplate) => delete t.Resources['RouterSnsSubscriptionAlarms'],
    ],
    [
      'the variable',
      (t: EditableTemplate) =>
        delete t.Resources['RouterLambdaFunction']?.Properties['Environment'],
    ],
    [
      "the router's statement",
      (t: EditableTemplate) => role(t, 'RouterRole').Policies[0]?.PolicyDocument.Statement.pop(),
    ],
    ['the alias', (t: EditableTemplate) => delete t.Resources['WorkflowDurableLambdaAlias']],
  ])('nothing is started without %s', async (_, remove) => {
    const relay = deploy(remove);

    relay.publish('hello');
    await relay.clock.advanceTo(START + 10 * MINUTE);

    expect(relay.execution()).toBeUndefined();
  });

  it('a role without dynamodb:PutItem is refused in words that say so', async () => {
    const relay = deploy((template) => {
      const statement = role(template, 'WorkflowRole').Policies[0]?.PolicyDocument.Statement[1];
      if (statement) statement.Action = ['dynamodb:UpdateItem'];
    });

    relay.publish('hello');
    const status = await runToEnd(relay);

    expect(status).toBe('FAILED');
    expect(relay.calls('PutItem')[0]?.result).toBe('AccessDeniedException');
    expect(relay.execution()?.journal.error?.ErrorMessage).toContain(
      'because no identity-based policy allows the dynamodb:PutItem action',
    );
  });

  it('a role that may not write checkpoints gets nowhere', async () => {
    const relay = deploy((template) => {
      role(template, 'WorkflowRole').Policies[0]?.PolicyDocument.Statement.shift();
    });

    relay.publish('hello');
    await runToEnd(relay, 5 * MINUTE);

    expect(relay.written('hello')).toBeUndefined();
    expect(relay.calls('CheckpointDurableExecution')[0]?.result).toBe('AccessDeniedException');
  });
});

it('costs little real time', async () => {
  const COUNT = 20;
  const cold = deploy();
  const before = performance.now();
  cold.publish('cold');
  await runToEnd(cold);
  const coldMilliseconds = performance.now() - before;
  const warmStart = performance.now();

  for (let index = 0; index < COUNT; index++) {
    cold.publish(`warm-${index}`);
    await cold.clock.advanceTo(cold.clock.now() + MINUTE);
  }

  const warmMilliseconds = (performance.now() - warmStart) / COUNT;
  process.stdout.write(
    `real ms: first execution (2 cold environments) ${coldMilliseconds.toFixed(0)}, each further one ${warmMilliseconds.toFixed(1)}\n`,
  );
  expect(cold.aws.region(REGION).lambda.executions.all()).toHaveLength(COUNT + 1);
  expect(cold.written(`warm-${COUNT - 1}`)).toBeDefined();
});
