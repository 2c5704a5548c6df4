import type { Surrender } from './region/region-model.ts';

/**
 * What a lease protects: a service (instance scale), a plan (region scale), or what guards a plan's
 * old region, which goes on beside a plan's run.
 */
export type LeaseKey = `service#${string}` | `plan#${string}` | `guard#${string}`;

/** The role that a member plays; instances come and go, roles stay. */
export type Role = 'primary' | 'backup';

/** Who holds a lease. An execution can be asked for its status; a local owner cannot. */
export type Owner =
  | { readonly kind: 'execution'; readonly executionArn: string }
  | { readonly kind: 'local'; readonly id: string; readonly person: string };

/** One call that changes something, written down before it is sent (rule 2). */
export interface Intent {
  /** Grows with each intent of a service, over all terms. */
  readonly sequence: number;
  /** `fence`, `start`, `register`, `network`, `put-back`, `isolate`, … */
  readonly phase: string;
  /** `ec2:StopInstances`. */
  readonly call: string;
  /** Ids of the resources it changes. */
  readonly on: readonly string[];
  /** The state it leads from and to, in words: what a look for its effect compares. */
  readonly from: string;
  readonly to: string;
  /** Past this it is not sent. Epoch milliseconds of AWS's clock. */
  readonly sendByMilliseconds: number;
  /**
   * Set when the same was sent again while this one was open: an effect that is seen may then be
   * the other's, so only its own answer or the end of its life settles it (found by the model).
   */
  readonly repeated?: true;
  /** The member that this call may cause to run, if it is a start. */
  readonly starts?: string;
  /**
   * Names one sending, so that recording it again after a lost answer finds it instead of adding
   * another. A new try takes a new token. Absent: derived from all that the intent says.
   */
  readonly token?: string;
}

/** What an owner's journal held when it was last seen to have grown. Epoch milliseconds. */
export interface Progress {
  readonly journaled: number;
  readonly atMilliseconds: number;
}

export interface Lease {
  /** Grows whenever the lease is taken. 0: never taken. */
  readonly term: number;
  /** Absent: free. */
  readonly owner?: Owner;
  /** The invocation of the owner that may write intents; grows with each invocation. */
  readonly turn: number;
  /** When that invocation ends at the latest. Epoch milliseconds. */
  readonly turnDeadlineMilliseconds: number;
  /** When its owner last got on, and how many operations its journal held then. */
  readonly progress?: Progress;
  /** Calls that may still take effect: neither seen nor refused nor out of their life. At most 16. */
  readonly unsettled: readonly Intent[];
  /** The last sequence given out. */
  readonly lastSequence: number;
  /** Set when a person declared the owner over. */
  readonly declaredOver?: {
    readonly by: string;
    readonly reason: string;
    readonly atMilliseconds: number;
  };
}

export interface MemberRecord {
  readonly instanceId: string;
  /** Since when it is known to be fenced; absent: not known to be. */
  readonly fencedSinceMilliseconds?: number;
  /** Fenced for failure and not accepted since: not used again by itself while anything serves. */
  readonly suspect?: {
    readonly sinceMilliseconds: number;
    readonly incident: string;
    readonly reason: string;
  };
  /** The groups it had before it was isolated. */
  readonly originalSecurityGroups?: readonly string[];
}

/** A trigger that joined an incident after it was opened: its owner looks at it before closing. */
export interface JoinedTrigger {
  readonly atMilliseconds: number;
  /** What came, in one sentence. */
  readonly what: string;
  readonly execution: string;
  /** An order of a person that the owner adopts at its next look (it pre-empts a waiting run). */
  readonly order?: unknown;
}

/** The incident that a service has open, and what came for it since it was last closed. */
export interface OpenIncident {
  readonly id: string;
  /** In order of arrival. At most 100; what came after those is only counted. */
  readonly joined: readonly JoinedTrigger[];
  /** All that joined: what `close` compares with `joinsSeen`. */
  readonly joinedCount: number;
}

export interface ServiceState {
  readonly active: Role;
  /** Grows at commit only. Orders and approvals bind to it. */
  readonly epoch: number;
  readonly lastChangeAtMilliseconds: number;
  /** Soft symptoms are held until then. */
  readonly coolDownUntilMilliseconds?: number;
  readonly openIncident?: string;
  readonly joined: readonly JoinedTrigger[];
  readonly members: Readonly<Partial<Record<Role, MemberRecord>>>;
}

export type ArmingMode = 'armed' | 'rehearse-only' | 'off' | 'paused';

export interface Arming {
  readonly mode: ArmingMode;
  /** Only of `paused`: when it ends by itself. */
  readonly untilMilliseconds?: number;
  readonly reason: string;
  readonly by: string;
  readonly atMilliseconds: number;
}

/** All that the table says of one service, read in one strongly consistent query. */
export interface ServiceRecord {
  readonly key: LeaseKey;
  readonly lease: Lease;
  /** Absent: nothing is known; derive it from the world or ask. */
  readonly state?: ServiceState;
  /** There also while the state is still unknown: an incident may open before the first state. */
  readonly openIncident?: OpenIncident;
  /** Absent: rehearse-only. */
  readonly arming?: Arming;
  /** The other region took over: this one's functions refuse. */
  readonly surrendered?: Surrender;
}

/** Proof of holding: what each conditional write of an owner is checked against. */
export interface Hold {
  readonly key: LeaseKey;
  readonly owner: Owner;
  readonly term: number;
  readonly turn: number;
}

export type OutcomeName =
  | 'completed'
  | 'nothing-to-do'
  | 'joined'
  | 'held'
  | 'asked'
  | 'refused'
  | 'put-back'
  | 'needs-operator'
  | 'failed';

export interface Incident {
  readonly id: string;
  readonly key: LeaseKey;
  readonly openedAtMilliseconds: number;
  readonly closedAtMilliseconds?: number;
  /** What opened it, in one sentence. */
  readonly trigger: string;
  /** What it is for, where that is not the usual; nothing else goes on with it as its own. */
  readonly purpose?: string;
  readonly executions: readonly string[];
  /** How many looks ended `failed`: after 3 a person is needed. */
  readonly failures: number;
  readonly decision?: unknown;
  readonly outcome?: {
    readonly name: OutcomeName;
    readonly reason: string;
    readonly sentence: string;
    readonly next?: string;
  };
  readonly approval?: Approval;
  /** When a person was last told, and of what, so that they are told again only of what is new. */
  readonly told?: { readonly atMilliseconds: number; readonly outcome: string };
}

/** A question to a person. It binds the epoch and the plan that it was asked for. */
export interface Approval {
  readonly id: string;
  readonly epoch: number;
  readonly planHash: string;
  readonly askedAtMilliseconds: number;
  readonly expiresAtMilliseconds: number;
  readonly question: string;
  /** Services that one answer releases together (velocity). */
  readonly group?: string;
  readonly answer?: {
    readonly verdict: 'approved' | 'refused';
    readonly by: string;
    readonly comment: string;
    readonly atMilliseconds: number;
  };
}

export interface TimelineEntry {
  readonly atMilliseconds: number;
  readonly step: string;
  readonly sentence: string;
  readonly durationMilliseconds?: number;
  readonly evidence?: unknown;
}

/** What a plan has done in a region recovery: read by whoever goes on with it. */
export interface PlanRecord {
  /** The incident whose steps these are. Absent: no run has begun yet. */
  readonly incidentId?: string;
  /** The plan that it was begun with. */
  readonly planHash?: string;
  readonly steps: Readonly<Record<string, PlanStepRecord>>;
  /** Set before the first request that cannot be taken back: from then on the run goes forward. */
  readonly noReturnAtMilliseconds?: number;
  /** Set while the run is being taken back. */
  readonly aborting?: {
    readonly reason: string;
    readonly sentence: string;
    readonly atMilliseconds: number;
  };
  /** The newest Terraform state that was seen: building upon an older one is refused. */
  readonly terraformState?: { readonly lineage: string; readonly serial: number };
  /** Parts of the fence without evidence, by part. They outlive the incident. */
  readonly owed: Readonly<Record<string, OwedFenceRecord>>;
}

export type PlanStepPhase = 'started' | 'done' | 'failed' | 'asked' | 'undone';

export interface PlanStepRecord {
  readonly phase: PlanStepPhase;
  readonly startedAtMilliseconds: number;
  readonly atMilliseconds: number;
  /** How it is, for a person. */
  readonly sentence: string;
  /** What later steps refer to. */
  readonly outputs?: Readonly<Record<string, string | number | boolean>>;
  /** The step's own notes, written before and after its changes. */
  readonly memory?: Readonly<Record<string, string | number | boolean>>;
}

export interface OwedFenceRecord {
  readonly region: string;
  readonly epoch: number;
  readonly sinceMilliseconds: number;
  readonly why: string;
}
