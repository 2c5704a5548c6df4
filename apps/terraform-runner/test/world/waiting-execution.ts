import type { SimulatedAws, SourceFunction } from '@understudy/aws-simulator';
import { systemClock } from '@understudy/clock';
import { REGION } from './buckets.ts';

/** By this the simulated durable function is found; its name is the orchestrator's, as a role sees it. */
export const WAITING_HANDLER = 'waiting.main';
const NAME = 'understudy-dev-dr-orchestrator';

interface DurableEvent {
  readonly DurableExecutionArn: string;
  readonly CheckpointToken: string;
  readonly InitialExecutionState: {
    readonly Operations: readonly {
      readonly Type: string;
      readonly Status: string;
      readonly CallbackDetails?: { readonly Result?: string; readonly Error?: object };
    }[];
  };
}

/** A durable execution that opens a callback, by the API alone, and ends with what it is answered. */
export const waitingFunction: SourceFunction = (door) => async (event) => {
  const { DurableExecutionArn, CheckpointToken, InitialExecutionState } = event as DurableEvent;
  const callback = InitialExecutionState.Operations.find(({ Type }) => Type === 'CALLBACK');
  if (!callback) {
    const CallbackOptions = { TimeoutSeconds: 600, HeartbeatTimeoutSeconds: 120 };
    const start = { Id: 'task', Type: 'CALLBACK', Action: 'START', Name: 'task', CallbackOptions };
    const input = { DurableExecutionArn, CheckpointToken, Updates: [start] };
    await door.call({ service: 'lambda', operation: 'CheckpointDurableExecution', input });
    return { Status: 'PENDING' };
  }
  const { Result, Error } = callback.CallbackDetails ?? {};
  if (callback.Status === 'STARTED') return { Status: 'PENDING' };
  return callback.Status === 'SUCCEEDED'
    ? { Status: 'SUCCEEDED', Result }
    : { Status: 'FAILED', Error: Error ?? {} };
};

/** One execution that waits: its callback's token, and how it ends. */
export interface WaitingExecution {
  readonly token: string;
  /** How it has ended; undefined while it waits. */
  end(): { readonly result?: unknown; readonly error?: unknown } | undefined;
  ended(): Promise<{ readonly result?: unknown; readonly error?: unknown }>;
}

let executions = 0;

export async function beginWaiting(aws: SimulatedAws): Promise<WaitingExecution> {
  const { lambda, deploymentTarget } = aws.region(REGION);
  if (!lambda.functions.find(NAME)) putFunction(aws);
  const DurableExecutionName = `waiting-${++executions}`;
  await aws.world.call({
    service: 'lambda',
    operation: 'Invoke',
    input: {
      FunctionName: `${NAME}:1`,
      InvocationType: 'Event',
      DurableExecutionName,
      Payload: new TextEncoder().encode('{}'),
    },
    region: deploymentTarget.region,
    principal: { kind: 'user', name: 'test' },
    cause: { kind: 'person', name: 'test' },
    signedAtMilliseconds: systemClock.now(),
  });
  const find = () => lambda.executions.all().find(({ arn }) => arn.includes(DurableExecutionName));
  const token = await until(() => {
    const operations = [...(find()?.journal.operations.values() ?? [])];
    return operations.find(({ wire }) => wire.Type === 'CALLBACK')?.wire.CallbackDetails
      ?.CallbackId;
  });
  const end: WaitingExecution['end'] = () => {
    const journal = find()?.journal;
    if (!journal || journal.status === 'RUNNING') return undefined;
    const { result, error } = journal;
    return { ...(result === undefined ? {} : { result: JSON.parse(result) as unknown }), error };
  };
  return { token, end, ended: () => until(end) };
}

function putFunction(aws: SimulatedAws): void {
  const { functions } = aws.region(REGION).lambda;
  const Statement = [{ Effect: 'Allow', Action: ['lambda:*'], Resource: ['*'] }];
  aws.roles.putRole({
    roleName: 'waiting',
    policies: [{ name: 'own', document: { Statement } }],
    managedPolicyArns: [],
    trustedServices: ['lambda.amazonaws.com'],
  });
  functions.put({
    name: NAME,
    files: new Map(),
    codeSha256: 'waiting',
    handler: WAITING_HANDLER,
    runtime: 'nodejs24.x',
    roleArn: `arn:aws:iam::${aws.world.accountId}:role/waiting`,
    variables: {},
    timeoutSeconds: 60,
    memoryMegabytes: 128,
    durable: { executionTimeoutSeconds: 3_600, retentionDays: 1 },
  });
  functions.publish(NAME);
}

/** Longer than a real Terraform takes on a slow machine. */
const PATIENCE_MS = 90_000;

async function until<T>(look: () => T | undefined): Promise<T> {
  const deadline = systemClock.now() + PATIENCE_MS;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (systemClock.now() > deadline) throw new TypeError('what was waited for did not come');
    await systemClock.sleep(50);
  }
}
