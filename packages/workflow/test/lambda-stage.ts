import { Readable } from 'node:stream';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { DurableExecutionApiClient } from '@aws/durable-execution-sdk-js';
import { createVirtualClock } from '@understudy/clock';
import {
  applyUpdates,
  createMemoryJournal,
  nameUpdates,
  type CheckpointHooks,
  type CheckpointRuling,
  type Journal,
} from '../src/index.ts';
import { createVirtualGlobals, loadDurableSdk } from '../src/simulation.ts';
import { START, type Stage } from './story.ts';

interface HttpRequest {
  readonly path: string;
  readonly body: Uint8Array;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/**
 * The SDK's real Lambda client, with AWS's real Lambda client inside it (signing, codecs, its
 * errors), and behind that a transport that answers by our rules: what Lambda would do.
 */
export function createLambdaStage(): Stage {
  const clock = createVirtualClock(START);
  const journal = createMemoryJournal();
  const sdk = loadDurableSdk(createVirtualGlobals(clock));
  const { DurableExecutionApiClient: ApiClient } = sdk as typeof sdk & {
    readonly DurableExecutionApiClient: typeof DurableExecutionApiClient;
  };
  let requests = 0;
  return {
    clock,
    journal,
    sdk,
    busy: () => requests > 0,
    client(hooks) {
      const client = new ApiClient(createClient(journal, () => clock.now(), hooks));
      const { checkpoint } = client;
      return Object.assign(client, {
        // Without the logger, which would print every crash that a test makes.
        async checkpoint(request: Parameters<typeof checkpoint>[0]) {
          requests++;
          try {
            return await checkpoint.call(client, request);
          } finally {
            requests--;
          }
        },
      });
    },
  };
}

function createClient(journal: Journal, now: () => number, hooks: CheckpointHooks): LambdaClient {
  return new LambdaClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: {
      async handle(request: HttpRequest) {
        return { response: await answer(journal, now, hooks, request) };
      },
    },
  });
}

async function answer(
  journal: Journal,
  now: () => number,
  hooks: CheckpointHooks,
  request: HttpRequest,
): Promise<HttpResponse> {
  const [, arn = ''] = /durable-executions\/([^/]+)\/checkpoint$/.exec(request.path) ?? [];
  const executionArn = decodeURIComponent(arn);
  const { CheckpointToken: token, Updates: updates = [] } = JSON.parse(
    new TextDecoder().decode(request.body),
  );
  const names = await journal.change(executionArn, (execution) => ({
    execution,
    answer: nameUpdates(execution, updates),
  }));
  await hooks.before?.(names);
  const ruling = await journal.change(executionArn, (before): Applied => {
    const applied = applyUpdates(before, { token, updates }, now());
    return { execution: applied.accepted ? applied.execution : before, answer: applied };
  });
  if (!ruling.accepted) {
    const { name, statusCode, message } = ruling.refusal;
    return respond(statusCode, { message }, { 'x-amzn-errortype': name });
  }
  await hooks.after?.(names);
  return respond(200, ruling.response, {});
}

interface Applied {
  readonly execution: Parameters<typeof applyUpdates>[0];
  readonly answer: CheckpointRuling;
}

/** Lambda's timestamps are epoch seconds on the wire; the journal keeps text. */
function respond(statusCode: number, body: object, headers: Record<string, string>): HttpResponse {
  const text = JSON.stringify(body, (key, value: unknown) =>
    key.endsWith('Timestamp') && typeof value === 'string' ? Date.parse(value) / 1_000 : value,
  );
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: Readable.from([Buffer.from(text)]),
  };
}
