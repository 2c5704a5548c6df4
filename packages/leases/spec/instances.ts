/** Builds what TLC is given: constants, guards, and the properties that must hold or break. */
import type { Model, Setting } from './tlc.ts';

export interface Check {
  readonly name: string;
  readonly size: 'small' | 'large';
  /** What the result shows, as one sentence. */
  readonly shows: string;
  /** The property that must be violated; none in a base instance. */
  readonly expects: string;
  readonly model: Model;
}

export const GUARDS = [
  'OwnerChecked',
  'TermChecked',
  'TurnChecked',
  'SendByChecked',
  'LambdaProved',
  'LocalProved',
  'Drain',
  'TakeConditional',
  'TakeBumpsTerm',
  'SettleByLife',
  'SettleBeforeReverse',
  'ReleaseSettled',
  'LastLook',
  'EvidenceRenewed',
  'FenceDeregisters',
  'PutBackFences',
  'WarmFirst',
  'SuspectSpared',
  'CommitChecked',
  'JoinConditional',
  'CloseConditional',
  'ReconcilerRuns',
  'ReconcilerLeased',
] as const;
export type Guard = (typeof GUARDS)[number];

const INVARIANTS = [
  'NeverTwoServe',
  'NeverTwoRun',
  'FreeMeansClean',
  'AtMostOneHolder',
  'NoLostJoin',
];
const ACTIONS = [
  'Monotone',
  'TakenOnProof',
  'FencedForCause',
  'SuspectNotUsed',
  'NoneStartsUnfenced',
  'NoLateShot',
  'WarmLeavesOne',
];
const LIVENESS = ['EventuallyServed', 'IncidentCloses', 'LeaseIsFreed', 'AlarmIsAnswered'];

export type Settings = Readonly<Record<string, Setting>>;

/** No fault at all; each instance adds what it needs, so that the states stay few. */
const QUIET: Settings = {
  P: 'P',
  B: 'B',
  Lambdas: ['r1', 'r2'],
  Locals: [],
  Slots: ['s1'],
  Warm: false,
  Harms: ['"dead"'],
  Hit: ['P'],
  MaxTerm: 2,
  MaxTurn: 2,
  Symptoms: 1,
  Recoveries: 0,
  HumanStarts: 0,
  Refusals: 0,
  Repeats: 0,
  Ends: 0,
  Triggers: 0,
  ...Object.fromEntries(GUARDS.map((guard) => [guard, true])),
};

export function safe(name: string, size: Check['size'], shows: string, settings: Settings): Check {
  const model = {
    constants: { ...QUIET, ...settings },
    invariants: INVARIANTS,
    properties: ACTIONS,
    fair: false,
  };
  return { name, size, shows, expects: 'none', model };
}

export function live(name: string, size: Check['size'], shows: string, settings: Settings): Check {
  const model = {
    constants: { ...QUIET, ...settings },
    invariants: [],
    properties: LIVENESS,
    fair: true,
  };
  return { name, size, shows, expects: 'none', model };
}

/** Only what must break is looked for: TLC would stop at another property first. */
export function broken(guard: Guard, expects: string, shows: string, settings: Settings): Check {
  const constants = { ...QUIET, ...settings, [guard]: false };
  const name = `without ${guard}`;
  const invariants = INVARIANTS.includes(expects) ? [expects] : [];
  const liveness = LIVENESS.includes(expects);
  const properties = liveness || ACTIONS.includes(expects) ? [expects] : [];
  return {
    name,
    size: 'small',
    shows,
    expects,
    model: { constants, invariants, properties, fair: liveness },
  };
}
