import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
} from '@aws-sdk/client-lambda';
import { createVirtualClock, type VirtualClock } from '@understudy/clock';

import type { ApiCallHook, CallVerdict } from '../src/composition/api-call-hook.ts';
import { createSimulatedAws, type SimulatedAws } from '../src/composition/create-simulated-aws.ts';
import type { StackPackage } from '../src/deployment/read-package.ts';
import type { Template } from '../src/deployment/template-model.ts';
import type { CallEntry } from '../src/kernel/effect-log.ts';
import type { DurableExecution } from '../src/lambda/durable-executions.ts';
import { createWireRequestHandler } from '../src/wire/wire-request-handler.ts';
import { packageFixture, PACKAGING_MS_MAX } from './package-fixture.ts';

const START = Date.UTC(2026, 0, 5, 9);
const REGION = 'eu-west-1';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

let packaged: StackPackage;

beforeAll(() => {
  packaged = packageFixture('relay-service');
}, PACKAGING_MS_MAX);

interface Relay {
  readonly aws: SimulatedAws;
  readonly clock: VirtualClock;
  publish(text: string): void;
  written(text: string): number | undefined;
  tries(): string | undefined;
  calls(operation: string): readonly CallEntry[];
  execution(): DurableExecution | undefined;
}

function deploy(edit: (template: EditableTemplate) => void = () => undefined): Relay {
  const clock = createVirtualClock(START);
  const aws = createSimulatedAws({ clock, seed: 'relay', regions: [REGION] });
  const { sns, dynamodb, lambda } = aws.region(REGION);
  const topicArn = sns.createTopic('alarms');
  const template = structuredClone(packaged.template) as EditableTemplate;
  edit(template);
  aws.deployStack({
    region: REGION,
    stackName: 'relay-dev',
    package: { ...packaged, template },
    ssmParameters: { '/understudy/dev/alarm-topic-arn': topicArn },
  });
  return {
    aws,
    clock,
    publish: (text) =>
      void sns.publish(topicArn, { text, cause: { kind: 'person', name: 'operator' } }),
    written(text) {
      const item = dynamodb.item('relay-dev', { pk: { S: text } });
      return item ? Number(item['writtenAt']?.N) : undefined;
    },
    tries: () => dynamodb.item('relay-dev', { pk: { S: 'starts' } })?.['tries']?.N,
    calls: (operation) =>
      aws.world.log.entries.filter(
        (entry) => entry.kind === 'call' && entry.call.operation === operation,
      ) as CallEntry[],
    execution: () => lambda.executions.all()[0],
  };
}

/** A template whose parts a test takes away. */
type EditableTemplate = Template & {
  readonly Resources: Record<string, { Properties: Record<string, never> }>;
};

/** The verdict for the first call of this operation only. */
function once(operation: string, verdict: CallVerdict): ApiCallHook {
  let struck = false;
  return (call) => {
    if (struck || call.operation !== operation) return 'continue';
    struck = true;
    return verdict;
  };
}

async function runToEnd({ clock, execution }: Relay, limit = HOUR): Promise<string | undefined> {
  await clock.runUntil(() => (execution()?.journal.status ?? 'RUNNING') !== 'RUNNING', limit);
  return execution()?.journal.status;
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

describe('faults inside a step', () => {
  it.each([
    ['crash-before', '1'],
    ['crash-after', '2'],
  ] as const)(
    '%s is retried by the service; the effect happens %s time(s)',
    async (verdict, tries) => {
      const relay = deploy();
      relay.aws.onApiCall(once('UpdateItem', verdict));

      relay.publish('hello');
      const status = await runToEnd(relay);

      expect(status).toBe('SUCCEEDED');
      expect(relay.tries()).toBe(tries);
      expect(relay.aws.region(REGION).lambda.invocations[1]?.result).toMatchObject({
        error: { errorType: 'Runtime.ExitError' },
      });
    },
  );

  it('an environment that is frozen for a while goes on where it was', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 20 * SECOND }));

    relay.publish('hello');
    const status = await runToEnd(relay);

    expect(status).toBe('SUCCEEDED');
    expect(relay.tries()).toBe('1');
    expect(relay.written('hello')).toBeGreaterThan(START + 50 * SECOND);
  });

  it('an environment frozen beyond its time-out is replaced, and sends nothing any more', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 2 * HOUR }));

    relay.publish('hello');
    const status = await runToEnd(relay);
    await relay.clock.advanceTo(START + 3 * HOUR);

    expect(status).toBe('SUCCEEDED');
    expect(relay.tries()).toBe('1');
  });

  it('a call given up an hour ago goes on after the thaw, too old to be accepted', async () => {
    const relay = deploy();
    relay.aws.onApiCall(once('UpdateItem', { freezeMilliseconds: 'until-next-invocation' }));
    const { lambda } = relay.aws.region(REGION);

    relay.publish('hello');
    await relay.clock.runUntil(() => lambda.invocations.length === 2, MINUTE);
    const first = relay.execution()?.arn ?? '';
    await relay.clock.advanceTo(START + 30 * SECOND);
    lambda.executions.stop(first);
    await relay.clock.advanceTo(START + HOUR);
    relay.publish('another');
    await relay.clock.advanceTo(START + HOUR + 2 * MINUTE);

    const late = relay.calls('UpdateItem').find(({ result }) => result === 'RequestExpired');
    expect(late?.call.cause).toMatchObject({ executionArn: first });
    expect(relay.written('hello')).toBeUndefined();
    expect(relay.written('another')).toBeDefined();
  });

  it('of two invocations of one execution the newer one has it', async () => {
    const relay = deploy();
    const { lambda } = relay.aws.region(REGION);

    relay.publish('hello');
    await relay.clock.runUntil(() => lambda.invocations.length === 2, MINUTE);
    lambda.executions.invokeAgain(relay.execution()?.arn ?? '');
    const status = await runToEnd(relay);

    expect(status).toBe('SUCCEEDED');
    expect(relay.calls('PutItem')).toHaveLength(1);
    expect(relay.calls('CheckpointDurableExecution').some(({ result }) => result !== 'ok')).toBe(
      true,
    );
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
