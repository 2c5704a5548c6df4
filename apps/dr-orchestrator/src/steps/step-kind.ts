import type { Permit } from '@understudy/aws-clients';
import type { Intent, PlanRecord, ServiceState } from '@understudy/leases';
import type { Finding } from '@understudy/recovery-messages';
import type { StepScope, Workflow } from '@understudy/workflow';
import type * as z from 'zod';

import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';

/**
 * One kind of step. Looks first, acts second, each time (rule 7): `run` may be called again after a
 * crash at any point, by another process, and must find what is done already.
 */
export interface StepKind<Input = unknown> {
  readonly name: string;
  readonly input: z.ZodType<Input>;
  /** What the plan says for this kind, where a step does not say it itself. */
  fromPlan?(plan: Omit<Plan, 'steps' | 'hash'>): Readonly<Record<string, unknown>>;
  /** What it gives to later steps, by name and type: references to it are checked at loading. */
  outputs(input: Input): Readonly<Record<string, OutputType>>;
  /** Irreversible: the plan's point of no return lies before it. */
  isReversible(input: Input): boolean;
  /** How long it takes, from what is known before it begins. */
  estimate(input: Input, facts: EstimateFacts): Estimate;
  /** Read only: what readiness and rehearsal show, and what is looked at before `run`. */
  check(step: StepFacts<Input>, scope: StepScope): Promise<readonly StepFinding[]>;
  /** Does it, waits for it; throws only what nobody foresaw. */
  run(step: StepRun<Input>): Promise<StepEnd>;
  /** Read only: whether the world is as `run` was to make it. Asked until it says yes. */
  confirm(step: StepFacts<Input>, scope: StepScope): Promise<Confirmation>;
  /** How many looks in a row must confirm. Default 1. */
  readonly confirmLooks?: number;
  /** Without an undo: what a run that is taken back leaves behind, for a person. */
  readonly leaves?: string;
  /** Takes back what `run` did, before the point of no return. */
  undo?(step: StepRun<Input>): Promise<StepEnd>;
}

export type OutputType = 'text' | 'number' | 'boolean';
export type StepOutputs = Readonly<Record<string, string | number | boolean>>;

/** `unknown`: it could not be looked at; `unverified`: it was, and only the disaster will tell. */
export type StepFinding = Omit<z.infer<typeof Finding>, 'mark'> & {
  readonly mark: z.infer<typeof Finding>['mark'] | 'unknown';
};

/** What is known of the recovery region before a run: with nothing known, everything is to be built. */
export interface EstimateFacts {
  /** The recovery cluster is active already: the pilot light is on. */
  readonly clusterActive: boolean;
}

export interface Estimate {
  readonly medianSeconds: number;
  /** The 95th percentile. */
  readonly highSeconds: number;
}

/** What is known when a step is looked at: enough to check and confirm, never to change. */
export interface StepFacts<Input> {
  readonly world: RecoveryWorld;
  readonly plan: Plan;
  /** Its name in the plan. */
  readonly step: string;
  /** With references resolved. */
  readonly input: Input;
  /** Outputs of finished steps, by step. */
  readonly outputs: Readonly<Record<string, StepOutputs>>;
  /** A rehearsal looks deeper than readiness: a dry run on the server, a plan of Terraform's. */
  readonly depth: 'look' | 'rehearse';
  /** Absent in readiness and rehearsal. */
  readonly incident?: IncidentFacts;
}

export interface IncidentFacts {
  readonly id: string;
  readonly openedAtMilliseconds: number;
  /** Who is in charge, at which epoch, when the run began. */
  readonly authority: Authority;
  /** Forced: a person gave a reason to go on where a graceful run would ask or refuse. */
  readonly mode: 'graceful' | 'forced';
  /** The owner of the plan's lease, as runner and deployer are told. */
  readonly owner: string;
  /** Runs of this incident that failed before this one. */
  readonly failures: number;
}

/** Which region is in charge of a plan, and since which epoch. */
export interface Authority {
  readonly activeRegion: string;
  readonly epoch: number;
  readonly state?: ServiceState;
}

/** What a step may use to act. */
export interface StepRun<Input> extends StepFacts<Input> {
  readonly incident: IncidentFacts;
  /** A branch of its own: names need to be unique within the step only. */
  readonly workflow: Workflow;
  readonly timeoutSeconds: number;
  /** A journaled step whose sentence, evidence and duration go to the timeline. */
  told<T>(name: string, act: (scope: StepScope) => Promise<Told<T>>): Promise<T>;
  /**
   * A word on the way, inside a look: how far something is that takes minutes. Written beside the
   * run, never in its way; an execution that is taken up again may say it a second time.
   */
  say(sentence: string): Promise<void>;
  /** Sends one change through the gate: lease, turn and intent are checked first (rule 2). */
  change<T>(intent: Change, send: (permit: Permit) => Promise<T>, scope: StepScope): Promise<T>;
  /** What this incident has written down for this step, in whatever execution. */
  remembered(): Promise<StepMemory>;
  /** Written before or after a change, under the lease: survives the owner's death. */
  remember(memory: StepMemory): Promise<void>;
  /**
   * Whether a person has said yes to going on although `reason`, or forced the run. Reads the table:
   * only inside `told`.
   */
  permits(reason: string): Promise<Permission>;
  /**
   * Of a preparation: why it ends at its next safe point. A recovery that is wanted meanwhile waits
   * for no more than the call under way. Reads the table: only inside a journaled step.
   */
  readonly givesWay?: () => Promise<string | undefined>;
  /** For what will be tried again by the region guard: shown everywhere until it has evidence. */
  owe(debt: OwedFence): Promise<void>;
  /** A part that is owed no more: it has evidence, or the fence is taken back. Nothing owed is fine. */
  settle(part: string): Promise<void>;
  /** Which Terraform state was seen last, by whatever run of this plan. */
  lastTerraformState(): Promise<PlanRecord['terraformState']>;
  sawTerraformState(state: NonNullable<PlanRecord['terraformState']>): Promise<void>;
}

export type Permission =
  | { readonly granted: true; readonly words: string }
  | { readonly granted: false; readonly refused: boolean; readonly words: string };

/** A step's own notes in the plan's record. Small: text, numbers, truth. */
export type StepMemory = Readonly<Record<string, string | number | boolean>>;

export interface Told<T> {
  readonly value: T;
  readonly sentence: string;
  readonly evidence?: unknown;
}

/** What a change is to do; sequence and send-by are given by the gate. */
export type Change = Pick<Intent, 'phase' | 'call' | 'on' | 'from' | 'to'>;

/** A part of the fence that has no evidence yet. */
export interface OwedFence {
  /** `surrendered-marker`, `applications`, `database`. */
  readonly part: string;
  readonly region: string;
  readonly epoch: number;
  readonly sinceMilliseconds: number;
  /** Why it could not be done. */
  readonly why: string;
}

/** How a step ended. Every end has a stable reason and a sentence for a person. */
export type StepEnd =
  | {
      readonly end: 'done';
      readonly outputs: StepOutputs;
      readonly sentence: string;
      /** It found everything done: nothing was changed by this step. */
      readonly unchanged?: boolean;
      /** When `run` itself looked at what `confirm` looks at, and found it so: young, it counts. */
      readonly seenAtMilliseconds?: number;
    }
  /** A person decides; nothing was changed since the last thing that is recorded. */
  | {
      readonly end: 'asked';
      readonly reason: string;
      readonly sentence: string;
      readonly next: string;
    }
  /** Not now: native recovery, a window. The run holds and looks again. */
  | {
      readonly end: 'held';
      readonly reason: string;
      readonly sentence: string;
      /** What a person may do who does not want to wait. */
      readonly next?: string;
    }
  /** There is no reason for this run any more: before the point of no return it is undone. */
  | { readonly end: 'abort'; readonly reason: string; readonly sentence: string }
  | {
      readonly end: 'failed';
      readonly reason: string;
      readonly sentence: string;
      readonly next: string;
    };

export type Confirmation =
  | { readonly confirmed: true; readonly sentence: string }
  | { readonly confirmed: false; readonly sentence: string };
