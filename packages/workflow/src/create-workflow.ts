import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { TerminalError } from '@understudy/errors';
import { askApproval } from './approval.ts';
import { runCallback } from './callback.ts';
import { fromJournaledError, toJournaledError } from './journaled-error.ts';
import { runPoll } from './poll.ts';
import { runStep } from './step.ts';
import type { Workflow } from './verbs.ts';
import type { WorkflowHost } from './workflow-host.ts';

/** The service's limit is longer; this keeps names readable and leaves room for our suffixes. */
const NAME_CHARACTERS_MAX = 64;

/** Our verbs over one durable context. Each branch of `parallel` has a workflow of its own. */
export function createWorkflow(context: DurableContext, host: WorkflowHost): Workflow {
  const claim = createNames();
  return {
    step: (name, run, options) => claim(name) ?? runStep(context, host, name, run, options),
    wait: async (name, seconds) => {
      await (claim(name) ?? context.wait(name, { seconds: Math.max(1, Math.ceil(seconds)) }));
    },
    poll: (name, look, options) => claim(name) ?? runPoll(context, { host, name, look, options }),
    parallel: (name, branches) => claim(name) ?? runParallel(context, host, name, branches),
    call: (name, functionArn, payload) =>
      claim(name) ?? callFunction(context, name, functionArn, payload),
    callback: (name, submit, options) =>
      claim(name) ?? runCallback(context, host, name, submit, options),
    approval: (name, announce, { timeoutSeconds }) =>
      claim(name) ?? askApproval(context, host, name, announce, timeoutSeconds),
    now: (name) =>
      claim(name) ?? runStep(context, host, name, async () => host.invocation.clock.now()),
  };
}

/** Refuses a name that is used twice or does not fit, before anything is journaled under it. */
function createNames(): (name: string) => Promise<never> | undefined {
  const used = new Set<string>();
  return (name) => {
    const problem = nameProblem(name, used);
    used.add(name);
    return problem === undefined ? undefined : Promise.reject(invalidName(name, problem));
  };
}

function nameProblem(name: string, used: ReadonlySet<string>): string | undefined {
  if (name.length === 0) return 'found an empty one';
  if (name.length > NAME_CHARACTERS_MAX) return `found ${name.length} characters`;
  if (used.has(name)) return 'found it used before';
  return undefined;
}

function invalidName(name: string, problem: string): TerminalError {
  return new TerminalError(
    'WorkflowNameInvalid',
    `expected a name of 1 to ${NAME_CHARACTERS_MAX} characters, unique in its workflow or branch; ` +
      `${problem}: "${name}"; give this step a name of its own`,
    { fields: { name } },
  );
}

/**
 * A child context for each branch: their operations carry its id, so the order in which branches
 * come along does not matter at replay. All are awaited before the first failure is thrown.
 */
async function runParallel<T>(
  context: DurableContext,
  host: WorkflowHost,
  name: string,
  branches: Readonly<Record<string, (branch: Workflow) => Promise<T>>>,
): Promise<Readonly<Record<string, T>>> {
  const entries = Object.entries(branches);
  const ends = await Promise.allSettled(
    entries.map(([branch, run]) =>
      context.runInChildContext(`${name}.${branch}`, async (child) => {
        try {
          return await run(createWorkflow(child, host));
        } catch (thrown) {
          throw toJournaledError(host.sdk, thrown);
        }
      }),
    ),
  );
  const results: Record<string, T> = {};
  for (const [index, [branch]] of entries.entries()) {
    const end = ends[index];
    if (end?.status === 'rejected') throw fromJournaledError(end.reason);
    if (end) results[branch] = end.value;
  }
  return results;
}

async function callFunction<T>(
  context: DurableContext,
  name: string,
  functionArn: string,
  payload: unknown,
): Promise<T> {
  try {
    return await context.invoke<unknown, T>(name, functionArn, payload);
  } catch (thrown) {
    throw fromJournaledError(thrown);
  }
}
