import { hasCode, RetryableError, TerminalError } from '@understudy/errors';
import type { PlanStepRecord } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';

import { recoveryWanted } from '../triggers/preparation.ts';
import type { PlanStep } from '../plan/plan.ts';
import { resolveReferences } from '../plan/references.ts';
import type { Permission, StepFacts, StepOutputs, StepRun } from '../steps/step-kind.ts';
import { tell, toldStep, type PlanRun } from './plan-run.ts';
import { BEGIN_REASON } from '../steps/verify-outage.ts';
import { describeTrigger } from '../triggers/trigger.ts';
import { answerTo } from './questions.ts';

/** What a step is given, for one attempt of it: its names are the attempt's own. */
export function createStepRun(
  run: PlanRun,
  branch: Workflow,
  step: PlanStep,
  options: {
    readonly attempt: string;
    readonly input: unknown;
    readonly outputs: Readonly<Record<string, StepOutputs>>;
  },
): StepRun<unknown> {
  const { session, incident } = run;
  const { world, plan } = session;
  const workflow = prefixed(branch, `${options.attempt}.`);
  return {
    world,
    plan,
    step: step.name,
    input: options.input,
    outputs: options.outputs,
    depth: 'look',
    incident,
    workflow,
    timeoutSeconds: step.timeoutSeconds,
    told: (name, act) => toldStep(run, workflow, { name, tale: step.name }, act),
    say: (sentence) => tell(run, { step: step.name, begun: world.clock.now(), sentence }),
    async change(intent, send, scope) {
      try {
        return await session.gate.perform(intent, send, scope);
      } catch (thrown) {
        if (!hasCode(thrown, 'OutcomeUnknown')) throw thrown;
        throw new RetryableError(
          'EffectUnknown',
          `${intent.call} on ${intent.on.join(', ')} was sent, but its answer was lost; the next try looks first`,
          { cause: thrown, fields: { call: intent.call } },
        );
      }
    },
    permits: (reason) => permissionFor(run, step.name, reason),
    ...(run.alone ? { givesWay: () => wayGivenBy(run) } : {}),
    async remembered() {
      const { steps } = await world.store.readPlan(session.key);
      return steps[step.name]?.memory ?? {};
    },
    remember: (memory) =>
      changeRecord(run, step.name, (before) => ({
        memory: { ...before?.memory, ...memory },
      })),
    owe: async ({ part, ...debt }) => {
      await session.inTurn(() => world.store.savePlan(session.hold(), { owed: { [part]: debt } }));
    },
    async settle(part) {
      await session.inTurn(() => world.store.savePlan(session.hold(), { owed: { [part]: null } }));
    },
    lastTerraformState: async () => (await world.store.readPlan(session.key)).terraformState,
    async sawTerraformState(terraformState) {
      await session.inTurn(() => world.store.savePlan(session.hold(), { terraformState }));
    },
  };
}

/** Input as the kind takes it, with the outputs of finished steps in place. */
export function inputOf(
  run: Pick<PlanRun, 'session' | 'kinds'>,
  step: PlanStep,
  outputs: StepFacts<unknown>['outputs'],
): unknown {
  const kind = run.kinds.get(step.kind);
  const said = resolveReferences(step.input, outputs) as object;
  const parsed = kind?.input.safeParse({ ...kind.fromPlan?.(run.session.plan), ...said });
  if (parsed?.success) return parsed.data;
  const problems = parsed?.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TerminalError(
    'StepInputInvalid',
    `expected an input that ${step.kind} takes, found ${problems?.join('; ') ?? 'no such kind'}; ` +
      'look at the outputs that it refers to',
    { fields: { step: step.name } },
  );
}

async function permissionFor(run: PlanRun, step: string, reason: string): Promise<Permission> {
  const { session, incident, order } = run;
  if (incident.mode === 'forced') {
    return { granted: true, words: `${order?.by ?? 'A person'} forced it: ${order?.reason ?? ''}` };
  }
  if (reason === BEGIN_REASON && order?.order === 'run') {
    return { granted: true, words: `${order.by} ordered it: ${order.reason}` };
  }
  const { store, clock } = session.world;
  const { approval } = (await store.readIncident(incident.id)) ?? {};
  const asked = { step, reason, epoch: incident.authority.epoch };
  const { answer, words } = answerTo(session.plan, asked, approval, clock.now());
  if (answer === 'approved') return { granted: true, words };
  return { granted: false, refused: answer === 'refused', words };
}

/** Nothing goes on with a run that is alone: what a recovery needs of it, the recovery does itself. */
async function wayGivenBy({ session }: PlanRun): Promise<string | undefined> {
  const { openIncident } = await session.world.store.readService(session.key);
  const wanted = recoveryWanted(openIncident?.joined ?? []);
  return wanted && `a recovery of ${session.plan.name} is wanted (${describeTrigger(wanted)})`;
}

/** Changes one step's record under the lease. */
export async function changeRecord(
  run: PlanRun,
  step: string,
  change: (before: PlanStepRecord | undefined) => Partial<PlanStepRecord>,
): Promise<void> {
  const { session } = run;
  const { store, clock } = session.world;
  await session.inTurn(async () => {
    const before = (await store.readPlan(session.key)).steps[step];
    const now = clock.now();
    const base: PlanStepRecord = before ?? {
      phase: 'started',
      startedAtMilliseconds: now,
      atMilliseconds: now,
      sentence: 'Begun.',
    };
    await store.savePlanStep(session.hold(), step, {
      ...base,
      atMilliseconds: now,
      ...change(before),
    });
  });
}

/** The same verbs under names of their own, so that a second attempt repeats none. */
export function prefixed(workflow: Workflow, prefix: string): Workflow {
  return {
    step: (name, act, options) => workflow.step(prefix + name, act, options),
    wait: (name, seconds) => workflow.wait(prefix + name, seconds),
    poll: (name, look, options) => workflow.poll(prefix + name, look, options),
    parallel: (name, branches) => workflow.parallel(prefix + name, branches),
    call: (name, functionArn, payload) => workflow.call(prefix + name, functionArn, payload),
    callback: (name, submit, options) => workflow.callback(prefix + name, submit, options),
    approval: (name, announce, options) => workflow.approval(prefix + name, announce, options),
    now: (name) => workflow.now(prefix + name),
  };
}
