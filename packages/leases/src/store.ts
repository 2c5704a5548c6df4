import type {
  Approval,
  Arming,
  Hold,
  Incident,
  Intent,
  JoinedTrigger,
  Lease,
  LeaseKey,
  OutcomeName,
  OwedFenceRecord,
  Owner,
  PlanRecord,
  PlanStepRecord,
  Progress,
  ServiceRecord,
  ServiceState,
  TimelineEntry,
} from './model.ts';
import type { OwnerProof } from './takeover-rules.ts';

export interface OpenRequest {
  readonly key: LeaseKey;
  readonly owner: Owner;
  readonly turnDeadlineMilliseconds: number;
  /** The id that a new incident gets; an open incident keeps its own. */
  readonly incidentId: string;
  /** What came, in one sentence, and the order it carries, if any. */
  readonly trigger: Omit<JoinedTrigger, 'atMilliseconds'>;
  /** Of a new incident: what it is for, where that is not the usual. */
  readonly purpose?: string;
  readonly nowMilliseconds: number;
  /** Given when the lease is another's and its owner is proved finished (takeover-rules.ts). */
  readonly proof?: OwnerProof;
}

export type OpenResult =
  /** The lease is ours; the incident is new, or one that was left open and goes on. */
  | {
      readonly result: 'opened' | 'resumed';
      readonly hold: Hold;
      readonly record: ServiceRecord;
      readonly incident: Incident;
    }
  /** A live owner has it: the trigger was appended to its incident. */
  | { readonly result: 'joined'; readonly incidentId: string; readonly owner: Owner }
  /** Held by another whose end is not proved, with nothing to join (it is closing): look again. */
  | { readonly result: 'busy'; readonly lease: Lease };

export interface CloseRequest {
  readonly incidentId: string;
  readonly outcome: {
    readonly name: OutcomeName;
    readonly reason: string;
    readonly sentence: string;
    readonly next?: string;
  };
  readonly decision?: unknown;
  readonly keepOpen: boolean;
  readonly joinsSeen: number;
  readonly settled: readonly number[];
  readonly approval?: Approval;
  readonly told?: Incident['told'];
  readonly nowMilliseconds: number;
}

export interface VelocityRequest {
  readonly incidentId: string;
  readonly zone: string;
  readonly nowMilliseconds: number;
  readonly windowSeconds: number;
  readonly limit: number;
  readonly zoneLimit: number;
}

export type StateChange = Partial<
  Omit<ServiceState, 'active' | 'epoch' | 'joined' | 'openIncident'>
>;

export type PlanChange = Pick<
  Partial<PlanRecord>,
  'noReturnAtMilliseconds' | 'aborting' | 'terraformState'
> & { readonly owed?: Readonly<Record<string, OwedFenceRecord | null>> };

/**
 * The one door to the table. Every write is conditional; reads before a change are strongly
 * consistent. A lost condition is the terminal error `LeaseLost`; a table that cannot be reached
 * is the retryable error `StoreUnavailable`.
 */
export interface LeaseStore {
  readService(key: LeaseKey): Promise<ServiceRecord>;
  /** All services that have a record: for the reconciler and `status`. Paged to the end. */
  listServices(): Promise<readonly ServiceRecord[]>;
  /**
   * The names of all of these. `listServices` fails whole when one record is damaged; who must go
   * on with the others (the reconciler) lists the keys and reads each by itself.
   */
  listKeys(): Promise<readonly LeaseKey[]>;

  /** Takes the lease and opens, resumes or joins the service's incident, atomically. */
  open(request: OpenRequest): Promise<OpenResult>;
  /**
   * A new invocation of the owner takes the next turn. `undefined`: the owner holds nothing.
   * `progress` is kept when the journal has grown: how long an owner has not got on is read there.
   */
  takeTurn(
    key: LeaseKey,
    owner: Owner,
    turnDeadlineMilliseconds: number,
    progress?: Progress,
  ): Promise<{ readonly hold: Hold; readonly lease: Lease } | undefined>;
  /** Checks owner, term and turn, drops what is settled, and appends the intent, in one write. */
  recordIntent(
    hold: Hold,
    intent: Omit<Intent, 'sequence'>,
    settled: readonly number[],
  ): Promise<Intent>;
  /** Drops intents whose calls can have no further effect, as soon as that is known. */
  settleIntents(hold: Hold, settled: readonly number[]): Promise<void>;
  /** Writes the service's state under the lease (not the side in charge: that is `commit`). */
  saveState(hold: Hold, change: StateChange): Promise<ServiceState>;
  /** First state of a service that had none, derived from the world: epoch 1. */
  adoptState(hold: Hold, state: ServiceState): Promise<void>;
  /** The side in charge changes: epoch + 1, under the lease, once (a repeat finds it done). */
  commit(
    hold: Hold,
    change: { readonly expectedEpoch: number; readonly state: ServiceState },
  ): Promise<ServiceState>;
  /**
   * Ends the owner's hold. `keepOpen` leaves the incident open for the next look (held, asked).
   * Refused with `JoinedSince` (terminal) when more than `joinsSeen` triggers have joined.
   * Refused with `CallsUnsettled` when `settled` leaves calls that may still take effect.
   */
  close(hold: Hold, request: CloseRequest): Promise<void>;

  readIncident(id: string): Promise<Incident | undefined>;
  listIncidents(options: {
    readonly key?: LeaseKey;
    readonly limit: number;
  }): Promise<readonly Incident[]>;
  appendTimeline(incidentId: string, entries: readonly TimelineEntry[]): Promise<void>;
  readTimeline(incidentId: string): Promise<readonly TimelineEntry[]>;
  /** A question to a person while the run goes on, under the lease; `close` may ask as well. */
  askApproval(hold: Hold, incidentId: string, approval: Approval): Promise<void>;
  /** Conditional on the approval's id and on there being no answer yet. */
  answerApproval(
    incidentId: string,
    approvalId: string,
    answer: NonNullable<Approval['answer']>,
  ): Promise<Incident>;

  setArming(key: LeaseKey, arming: Arming): Promise<void>;
  /** A person declares the owner of this term over; the takeover still waits for its intents. */
  declareOver(
    key: LeaseKey,
    term: number,
    declaration: NonNullable<Lease['declaredOver']>,
  ): Promise<void>;
  /** Orders that change a member's record without a run: `accept` (no longer suspect). */
  acceptMember(key: LeaseKey, expectedEpoch: number, instanceId: string): Promise<ServiceState>;

  /** What a plan's last or present incident has done. Nothing yet: an empty record. */
  readPlan(key: LeaseKey): Promise<PlanRecord>;
  /** The record becomes this incident's: steps of an earlier one go, what outlives it stays. */
  beginPlan(
    hold: Hold,
    run: { readonly incidentId: string; readonly planHash: string },
  ): Promise<PlanRecord>;
  /** One step's record, whole, under the lease. */
  savePlanStep(hold: Hold, step: string, record: PlanStepRecord): Promise<void>;
  /** Parts of the record beside the steps, under the lease. `owed`: null takes a debt off. */
  savePlan(hold: Hold, change: PlanChange): Promise<PlanRecord>;

  /** Takes one of the slots of the window, once per incident; the answer says how many were taken. */
  reserveVelocity(
    request: VelocityRequest,
  ): Promise<{ readonly granted: boolean; readonly taken: number; readonly inZone: number }>;
  returnVelocity(incidentId: string): Promise<void>;
}
