import { createVirtualClock, type VirtualClock } from '@understudy/clock';
import { RetryableError } from '@understudy/errors';
import type { PlanRecord, PlanStepRecord } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';
import * as z from 'zod';

import type { Plan, PlanStep } from '../src/plan/plan.ts';
import { beginSteps } from '../src/running/run-plan.ts';
import type { PlanRun } from '../src/running/plan-run.ts';
import type { StepResult } from '../src/scheduling/step-result.ts';
import type { StepEnd, StepKind } from '../src/steps/step-kind.ts';
import { aLook, anObservation, NOW, SILENCE } from './observations.ts';

/** A step of a drawn plan: how long it takes, what was thought of it, and how it ends. */
export interface DrawnStep {
  readonly name: string;
  readonly kind: string;
  readonly after: readonly string[];
  readonly seconds: number;
  readonly medianSeconds: number;
  readonly highSeconds: number;
  readonly end: 'done' | 'failed' | 'held' | 'abort';
  readonly onFailure: 'stop' | 'continue';
  readonly isReversible: boolean;
}

/** What became of a step: when its kind was let act, and when it had ended. */
export interface Acted {
  readonly beganAt: number;
  readonly endedAt: number;
  /** What the record said of the point of no return at that moment. */
  readonly noReturnAt?: number;
}

export interface Played {
  /** `undefined`: the plan did not end. */
  readonly results?: ReadonlyMap<string, StepResult>;
  readonly acted: ReadonlyMap<string, Acted>;
  readonly seconds: number;
}

/** Longer than any drawn plan, one step after the other; what has not ended then never will. */
const LIMIT_SECONDS = 40_000;

/** The real scheduler on virtual time, over kinds that do nothing but take their time. */
export async function playPlan(drawn: readonly DrawnStep[], failures = 0): Promise<Played> {
  const clock = createVirtualClock(NOW, { settlingTurns: 2 });
  const acted = new Map<string, Acted>();
  const { run, record } = runOf(drawn, clock, failures);
  const kinds = new Map(
    drawn.map((step) => [step.kind, kindOf(step, clock, { acted, record })] as const),
  );
  const ends = beginSteps({ ...run, kinds });
  let results: ReadonlyMap<string, StepResult> | undefined;
  const all = Promise.all([...ends].map(async ([name, end]) => [name, await end] as const));
  all.then(
    (found) => (results = new Map(found)),
    () => undefined,
  );
  await clock.runUntil(() => results !== undefined, LIMIT_SECONDS * 1_000);
  const seconds = (clock.now() - NOW) / 1_000;
  return { ...(results ? { results } : {}), acted, seconds };
}

function kindOf(
  drawn: DrawnStep,
  clock: VirtualClock,
  told: { readonly acted: Map<string, Acted>; readonly record: () => PlanRecord },
): StepKind {
  return {
    name: drawn.kind,
    input: z.strictObject({}),
    outputs: () => ({}),
    isReversible: () => drawn.isReversible,
    estimate: () => drawn,
    check: async () => [],
    async run() {
      const { noReturnAtMilliseconds: noReturnAt } = told.record();
      const beganAt = clock.now();
      await clock.sleep(drawn.seconds * 1_000);
      const noReturn = noReturnAt === undefined ? {} : { noReturnAt };
      told.acted.set(drawn.name, { beganAt, endedAt: clock.now(), ...noReturn });
      return endOf(drawn);
    },
    confirm: async () => ({ confirmed: true, sentence: '' }),
  };
}

function endOf({ end }: DrawnStep): StepEnd {
  const words = { reason: 'drawn', sentence: 'As it was drawn.' };
  if (end === 'done') return { end, outputs: {}, sentence: words.sentence };
  return end === 'failed' ? { end, ...words, next: 'nothing' } : { end, ...words };
}

/** A run whose outside world is silent, whose table is a variable, and whose plan was drawn. */
function runOf(
  drawn: readonly DrawnStep[],
  clock: VirtualClock,
  failures: number,
): { readonly run: PlanRun; readonly record: () => PlanRecord } {
  let record: PlanRecord = { incidentId: 'dr-1', steps: {}, owed: {} };
  const store = {
    readPlan: async () => record,
    savePlan: async (_hold: unknown, change: Partial<PlanRecord>) =>
      (record = { ...record, ...change }),
    savePlanStep: async (_hold: unknown, name: string, step: PlanStepRecord) =>
      (record = { ...record, steps: { ...record.steps, [name]: step } }),
    appendTimeline: async () => undefined,
    readIncident: async () => undefined,
    readService: async () => ({
      arming: { mode: 'armed', reason: 'a test', by: 'operator', atMilliseconds: 0 },
    }),
  };
  const steps = drawn.map(({ name, kind, after, onFailure }): PlanStep => ({
    ...{ name, kind, after, onFailure },
    input: {},
    timeoutSeconds: LIMIT_SECONDS,
  }));
  const run = {
    workflow: workflowOn(clock),
    session: {
      world: { clock, store, ...silentWorld(clock) },
      plan: { ...PLAN, steps },
      key: 'plan#konecta-erp',
      hold: () => ({}),
      inTurn: (write: () => Promise<unknown>) => write(),
    },
    kinds: new Map(),
    incident: { id: 'dr-1', mode: 'graceful', failures, authority: { epoch: 1 } },
    facts: { clusterActive: false },
    ended: new Map(),
    active: new Set(),
    waiting: new Set(),
  };
  return { run: run as unknown as PlanRun, record: () => record };
}

const PLAN: Partial<Plan> = {
  name: 'konecta-erp',
  regions: { primary: 'us-east-1', recovery: 'eu-west-1' },
  confirmWindowSeconds: 300,
  whenUnknown: 'proceed',
  observing: {},
  alarms: [],
};

/** Both observers have seen nothing for long; nothing answers now either. */
function silentWorld(clock: VirtualClock): object {
  const silent = async (): Promise<never> => {
    throw new RetryableError('NoAnswer', 'no answer', { fields: {} });
  };
  const looks = () => {
    const ago = (clock.now() - NOW) / 1_000;
    return [0, 1, 2, 3, 4, 5, 6].map((minute) => aLook((6 - minute) * 60 - ago, SILENCE));
  };
  const observations = () => [
    anObservation('observer', looks()),
    anObservation('witness', looks()),
  ];
  const region = {
    records: {
      readObservations: async () => observations(),
      addLook: async () => observations()[0],
    },
    rds: { describeDatabases: silent, describeEvents: silent },
    cloudWatch: { describeAlarms: silent },
  };
  return {
    settings: { region: 'eu-west-1', log: { info: noted, warn: noted, error: noted } },
    inRegion: () => region,
    http: { get: silent },
  };
}

const noted = (): undefined => undefined;

/** The verbs, without a journal: the engine has a contract of its own. */
export function workflowOn(clock: VirtualClock): Workflow {
  const scope = { signal: new AbortController().signal, attempt: 1 };
  const workflow: Workflow = {
    step: (_name, act) => act(scope),
    wait: (_name, seconds) => clock.sleep(seconds * 1_000),
    async poll(_name, look, { everySeconds, timeoutSeconds }) {
      const begun = clock.now();
      for (;;) {
        const seen = await look(scope);
        const waitedSeconds = (clock.now() - begun) / 1_000;
        if (seen.met) return { outcome: 'met', value: seen.value, waitedSeconds };
        if (waitedSeconds >= timeoutSeconds) {
          return { outcome: 'timed-out', value: seen.last, waitedSeconds };
        }
        await clock.sleep(everySeconds * 1_000);
      }
    },
    async parallel(_name, branches) {
      const ends = Object.entries(branches).map(
        async ([name, branch]) => [name, await branch(workflow)] as const,
      );
      return Object.fromEntries(await Promise.all(ends));
    },
    now: async () => clock.now(),
    call: unused,
    callback: unused,
    approval: unused,
  };
  return workflow;
}

async function unused(): Promise<never> {
  throw new TypeError('a drawn step calls nobody');
}
