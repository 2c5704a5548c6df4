import type { HostedTask, SimulatedAws, SourceFunction } from '@understudy/aws-simulator';

import type { ModelledTaskContext } from './modelled-runner.ts';

/** As the real task's: an hour of work, a sign of life each half minute. */
const TASK_MS_MAX = 60 * 60_000;
const HEARTBEAT_MS = 30_000;

/** A lock whose owner is gone can be proved dead in less than this (terraform-runner/DESIGN.md). */
const LOCK_PROOF_MS = 7 * 60_000;

const KILLED = 137;

/** A machine that goes asks nothing: what ends a container so hears no answer of it. */
export const SIGKILL = 'SIGKILL';

interface TaskWorld {
  readonly aws: Pick<SimulatedAws, 'callers' | 'world'>;
}

/** The task of terraform-runner as a model: the same doors, signs of life and answer as the real. */
export function createModelledTask(runner: SourceFunction, outside: () => TaskWorld): HostedTask {
  return async (environment, signal) => {
    const { aws } = outside();
    const { clock } = aws.world;
    const caller = aws.callers.callerOf(environment['AWS_ACCESS_KEY_ID'] ?? '');
    const region = environment['AWS_REGION'] ?? '';
    const CallbackId = environment['UNDERSTUDY_CALLBACK_TOKEN'] ?? '';
    const ask: Ask = async (service, operation, input) =>
      (
        await aws.world.call({
          ...{ service, operation, input, region, fromRegion: region },
          ...{ principal: caller.principal, cause: caller.cause },
          signedAtMilliseconds: clock.now(),
        })
      ).output;
    const killed = killedBy(signal);
    const ended = new AbortController();
    const beating = (async () => {
      while (!ended.signal.aborted && !killed.aborted) {
        await ask('lambda', 'SendDurableExecutionCallbackHeartbeat', { CallbackId }).catch(
          () => undefined,
        );
        await clock.sleep(HEARTBEAT_MS, ended.signal).catch(() => undefined);
      }
    })();
    const serving = serve(runner, {
      environment,
      signal,
      session: environment['AWS_ACCESS_KEY_ID'] ?? '',
      clock,
      ask,
    });
    const first = await Promise.race([serving, whenAborted(killed)]);
    ended.abort();
    await beating;
    if (first === undefined) return KILLED;
    const Result = new TextEncoder().encode(JSON.stringify(first));
    await ask('lambda', 'SendDurableExecutionCallbackSuccess', { CallbackId, Result });
    return 0;
  };
}

type Ask = (
  service: Parameters<SimulatedAws['world']['call']>[0]['service'],
  operation: string,
  input: object,
) => Promise<unknown>;

interface Serving {
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly session: string;
  readonly clock: SimulatedAws['world']['clock'];
  readonly ask: Ask;
}

/** The function's own code, told that it has an hour. */
async function serve(runner: SourceFunction, serving: Serving): Promise<unknown> {
  const { environment, signal, session, clock, ask } = serving;
  const context: ModelledTaskContext = {
    awsRequestId: session,
    functionName: 'terraform-runner-task',
    getRemainingTimeInMillis: () => TASK_MS_MAX,
    lockedUntilMilliseconds: () => clock.now() + LOCK_PROOF_MS,
    isStopped: () => signal.aborted,
  };
  const handle = runner({
    region: environment['AWS_REGION'] ?? '',
    variables: environment,
    clock,
    fetch: () => Promise.reject(new TypeError('a modelled task asks AWS only')),
    call: ({ service, operation, input }) => ask(service, operation, input),
  });
  return handle(JSON.parse(await requestOf(serving)), context);
}

async function requestOf({ environment, ask }: Serving): Promise<string> {
  const { UNDERSTUDY_REQUEST: inline, UNDERSTUDY_REQUEST_OBJECT: object } = environment;
  if (inline !== undefined) return inline;
  const { bucket, key } = JSON.parse(object ?? '{}') as { bucket: string; key: string };
  const found = (await ask('s3', 'GetObject', { Bucket: bucket, Key: key })) as { Body?: unknown };
  return new TextDecoder().decode(found.Body as Uint8Array);
}

/** Aborted when the signal is by a kill; SIGTERM is the work's own to hear. */
function killedBy(signal: AbortSignal): AbortSignal {
  const killed = new AbortController();
  const look = (): void => {
    if ((signal.reason as Error | undefined)?.message === SIGKILL) killed.abort();
  };
  if (signal.aborted) look();
  else signal.addEventListener('abort', look, { once: true });
  return killed.signal;
}

function whenAborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
