/** What is checked: the instances in which everything holds, and one mutation for each guard. */
import { broken, GUARDS, live, safe, type Check, type Guard, type Settings } from './instances.ts';

/** The shortest way to a failover: the active member stops, and would serve again if started. */
const STOPPED: Settings = { Harms: ['"stop"'] };
const ONE_RUN: Settings = { Lambdas: ['r1'] };
const OVERLAP: Settings = { ...ONE_RUN, Slots: ['s1', 's2'] };
const MIXED: Settings = { Lambdas: ['r1'], Locals: ['r2'] };
/** One failover and the way back. */
const THERE_AND_BACK: Settings = { Hit: ['P', 'B'], Symptoms: 2, Recoveries: 1 };

const BASES: readonly Check[] = [
  safe('overlap', 'small', 'two invocations of one run may overlap', {
    ...OVERLAP,
    ...STOPPED,
    Refusals: 1,
  }),
  safe('owners', 'small', 'a dead or undead owner is replaced, one that can be asked for or not', {
    ...MIXED,
    Ends: 1,
    Refusals: 1,
  }),
  live('liveness', 'small', 'a run dies: served again, incident closed, lease freed', {
    ...STOPPED,
    Ends: 1,
  }),
  safe('people', 'small', 'a person starts a machine while a failover runs, a member recovers', {
    ...ONE_RUN,
    Harms: ['"dead"', '"poor"', '"stop"'],
    HumanStarts: 1,
    Recoveries: 1,
  }),
  safe('suspect', 'small', 'both members fail in turn', {
    ...ONE_RUN,
    ...THERE_AND_BACK,
    Harms: ['"dead"', '"poor"'],
  }),
  safe('repeats', 'small', 'a request is repeated before the first has arrived', {
    ...ONE_RUN,
    Refusals: 1,
    Repeats: 1,
  }),
  safe('warm', 'small', 'policy warm never leaves nobody registered', {
    Warm: true,
    Ends: 1,
    Recoveries: 1,
  }),
  safe('joining', 'small', 'triggers join an incident that is open, or closing', {
    ...ONE_RUN,
    Triggers: 2,
  }),
];

const MUTATIONS: readonly Check[] = [
  broken(
    'TermChecked',
    'NeverTwoRun',
    "an earlier invocation's intent passes when its run has taken the lease anew",
    {
      ...OVERLAP,
      Refusals: 1,
    },
  ),
  broken(
    'TurnChecked',
    'NeverTwoRun',
    "the older invocation's intent undoes the newer one's put-back",
    {
      ...OVERLAP,
      ...STOPPED,
      Refusals: 1,
    },
  ),
  broken(
    'TakeBumpsTerm',
    'AtMostOneHolder',
    'an old invocation and a new one hold the same lease',
    {
      ...OVERLAP,
      ...STOPPED,
      Refusals: 2,
    },
  ),
  broken(
    'SendByChecked',
    'NeverTwoRun',
    'a thawed run sends what its successor no longer expects',
    {
      ...STOPPED,
      Ends: 1,
      Refusals: 1,
    },
  ),
  broken('Drain', 'NeverTwoRun', "the dead owner's start arrives after the put-back", {
    ...STOPPED,
    Ends: 1,
    Refusals: 1,
  }),
  broken('TakeConditional', 'NeverTwoRun', 'an undead owner writes between proof and takeover', {
    ...STOPPED,
    Ends: 1,
    Refusals: 1,
  }),
  broken('CommitChecked', 'FreeMeansClean', 'an undead owner commits after the put-back', {
    Ends: 1,
    Refusals: 1,
  }),
  broken(
    'ReleaseSettled',
    'NeverTwoRun',
    "the last run's repeated start arrives during the way back",
    {
      ...STOPPED,
      Hit: ['P', 'B'],
      Symptoms: 2,
      Repeats: 1,
    },
  ),
  broken(
    'SettleByLife',
    'NeverTwoRun',
    'the effect of one request is taken for the answer of both',
    {
      ...ONE_RUN,
      ...THERE_AND_BACK,
      Repeats: 1,
    },
  ),
  broken('SettleBeforeReverse', 'NeverTwoRun', 'a repeated start arrives after the put-back', {
    ...ONE_RUN,
    Refusals: 1,
    Repeats: 1,
  }),
  broken('PutBackFences', 'NeverTwoRun', 'the standby started after all, and nobody looked', {
    ...ONE_RUN,
    Refusals: 1,
    Repeats: 1,
  }),
  broken(
    'FenceDeregisters',
    'NeverTwoServe',
    'a person starts the stopped, still registered member',
    {
      ...ONE_RUN,
      HumanStarts: 1,
    },
  ),
  broken('EvidenceRenewed', 'NoneStartsUnfenced', 'the fence is old when the standby starts', {
    ...ONE_RUN,
    HumanStarts: 1,
  }),
  broken('LastLook', 'FencedForCause', 'a member that has recovered is fenced', {
    ...ONE_RUN,
    Recoveries: 1,
  }),
  broken('SuspectSpared', 'SuspectNotUsed', 'a serving member makes way for a suspect one', {
    ...ONE_RUN,
    ...THERE_AND_BACK,
    Harms: ['"dead"', '"poor"'],
  }),
  broken('WarmFirst', 'WarmLeavesOne', 'the old one leaves before the new one serves', {
    ...ONE_RUN,
    Warm: true,
  }),
  broken('LambdaProved', 'TakenOnProof', 'a run that is under way loses its lease', {}),
  broken('LocalProved', 'TakenOnProof', 'a local run within its turn loses its lease', {
    ...MIXED,
  }),
  broken('JoinConditional', 'NoLostJoin', 'a trigger joins what has just closed', {
    ...ONE_RUN,
    Triggers: 1,
  }),
  broken('CloseConditional', 'NoLostJoin', 'an incident closes over a trigger nobody looked at', {
    ...ONE_RUN,
    Triggers: 1,
  }),
  broken('ReconcilerLeased', 'NoLateShot', 'the reconciler stops the member just put in charge', {
    ...ONE_RUN,
    HumanStarts: 1,
  }),
  broken('ReconcilerRuns', 'EventuallyServed', 'an alarm that was lost is lost for good', {
    ...ONE_RUN,
  }),
];

/**
 * Not a mutation: term and turn alone keep what the owner's name would, as every take grows the
 * term. The name is there to be asked for.
 */
const SPARE = safe(
  'without OwnerChecked',
  'small',
  'term and turn suffice, the name adds nothing',
  {
    ...STOPPED,
    Ends: 1,
    Refusals: 1,
    OwnerChecked: false,
  },
);

const LARGE: readonly Check[] = [
  safe('owners, three terms', 'large', 'two ends, two takeovers', {
    ...MIXED,
    MaxTerm: 3,
    Ends: 2,
    Refusals: 1,
  }),
  safe('owners and people', 'large', 'a person starts a machine during a takeover', {
    Ends: 1,
    Refusals: 1,
    HumanStarts: 1,
  }),
  safe('two runs that overlap', 'large', 'two runs of two invocations each', {
    ...STOPPED,
    Slots: ['s1', 's2'],
    Ends: 1,
  }),
  safe('there and back', 'large', 'two failovers with a repeated request', {
    ...THERE_AND_BACK,
    Repeats: 1,
  }),
  safe('warm, there and back', 'large', 'policy warm with all that may befall it', {
    ...THERE_AND_BACK,
    Warm: true,
    Ends: 1,
    Refusals: 1,
    HumanStarts: 1,
  }),
  live('liveness with triggers', 'large', 'triggers that join a run that dies are answered', {
    MaxTerm: 4,
    Ends: 1,
    Triggers: 1,
  }),
];

export const CHECKS: readonly Check[] = [...BASES, ...MUTATIONS, SPARE, ...LARGE];

/** Guards that no check takes away: nothing would show that they matter. */
export const UNCHECKED_GUARDS: readonly Guard[] = GUARDS.filter(
  (guard) => !CHECKS.some(({ model }) => model.constants[guard] === false),
);
