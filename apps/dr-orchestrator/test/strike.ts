import type { EffectEntry, LogEntry } from '@understudy/aws-simulator';
import type { RegionScene } from '@understudy/fault-simulation';

import { lastIncident, recoveries, successes } from './stories.ts';
import { judgeAndLeave, regionScene } from './scenes.ts';

/** The invocation dies before or after a checkpoint; or the execution is ended there for good. */
export type BlowKind = 'crash-before' | 'crash-after' | 'ended';

/** What befalls which checkpoint of the first execution, counted from 1. */
export interface Blow {
  readonly kind: BlowKind;
  readonly checkpoint: number;
}

/** A world of which a straight run needs no more than this: observers have looked twice. */
const SETTLING_SECONDS = 130;

/** A recovery, the seven minutes until it is taken up, and what it then still has to do. */
const SECONDS_MAX = 5_400;

export interface StraightRun {
  readonly prepared: boolean;
  /** Names of the updates of each checkpoint, in their order. */
  readonly checkpoints: readonly string[];
  /** What the functions made of the user's resources, in order of their text. */
  readonly effects: readonly string[];
}

/** A run without a blow: its checkpoints, and what a struck one must come to as well. */
export async function straightRun(prepared: boolean): Promise<StraightRun> {
  const at = await scene(prepared);
  const checkpoints: string[] = [];
  at.aws.onApiCall((call) => {
    if (isCheckpoint(call)) checkpoints.push(namesIn(call.input));
    return 'continue';
  });
  await recover(at);
  return { prepared, checkpoints, effects: effectsOf(at) };
}

/** Strikes one run, and says what is not as in the straight one. */
export async function strike(straight: StraightRun, blow: Blow): Promise<readonly string[]> {
  const at = await scene(straight.prepared);
  let seen = 0;
  let first: string | undefined;
  at.aws.onApiCall((call) => {
    if (!isCheckpoint(call) || call.cause.kind !== 'invocation') return 'continue';
    first ??= call.cause.executionArn;
    if (call.cause.executionArn !== first || ++seen !== blow.checkpoint) return 'continue';
    if (blow.kind !== 'ended') return blow.kind;
    at.regions.recovery.lambda.executions.stop(first ?? '');
    return 'crash-before';
  });
  await recover(at);
  const problems = await problemsOf(at, straight, blow, seen);
  const where = `${blow.kind} ${blow.checkpoint} (${straight.checkpoints[blow.checkpoint - 1]})`;
  return problems.map((problem) => `${where}: ${problem}`);
}

async function problemsOf(
  at: RegionScene,
  straight: StraightRun,
  { kind, checkpoint }: Blow,
  seen: number,
): Promise<readonly string[]> {
  const { state, lease, openIncident } = await at.record();
  const incidents = await at.incidents();
  const { outcome } = await lastIncident(at);
  const effects = effectsOf(at);
  // Ended by a person with its last word written: nothing is left for another execution.
  const wasLast = kind === 'ended' && /^close-/.test(straight.checkpoints[checkpoint - 1] ?? '');
  const expectations: readonly (readonly [boolean, string])[] = [
    [seen >= checkpoint, `only ${seen} checkpoints were seen`],
    [successes(at) === (wasLast ? 0 : 1), `${successes(at)} executions succeeded`],
    [outcome?.name === 'completed', `it ended ${outcome?.name}: ${outcome?.sentence}`],
    [incidents.length === 1, `${incidents.length} incidents were opened`],
    [state?.active === 'backup' && state.epoch === 2, `${state?.active} at epoch ${state?.epoch}`],
    [lease.owner === undefined, 'the lease is still held'],
    [openIncident === undefined, 'the incident is still open'],
    [
      effects.join() === straight.effects.join(),
      `effects differ: ${difference(effects, straight.effects)}`,
    ],
    [at.konecta.probe.report().splitBrainMilliseconds === 0, 'both databases were written'],
  ];
  return [
    ...expectations.filter(([holds]) => !holds).map(([, words]) => words),
    ...judgeAndLeave(at),
  ];
}

function scene(prepared: boolean): Promise<RegionScene> {
  return regionScene({ konecta: { prepared }, settlingSeconds: SETTLING_SECONDS });
}

async function recover(at: RegionScene): Promise<void> {
  at.losePrimary();
  const over = (): boolean =>
    successes(at) > 0 && recoveries(at).every(({ journal }) => journal.status !== 'RUNNING');
  await at.passUntil(over, SECONDS_MAX);
}

type Called = Parameters<Parameters<RegionScene['aws']['onApiCall']>[0]>[0];

function isCheckpoint({ operation, cause }: Called): boolean {
  const isOurs =
    cause.kind === 'invocation' && cause.executionArn?.includes('-dr-orchestrator:') === true;
  return isOurs && operation === 'CheckpointDurableExecution';
}

/** `a1.promote-1:START a1.promote-1:SUCCEED`. */
function namesIn(input: unknown): string {
  const { Updates: updates = [] } = input as {
    readonly Updates?: readonly { readonly Name?: string; readonly Action?: string }[];
  };
  return updates.map(({ Name, Action }) => `${Name}:${Action}`).join(' ');
}

/** An effect twice shows as one that the straight run has not. */
function effectsOf({ aws }: RegionScene): readonly string[] {
  return aws.world.log.entries.flatMap((entry) => (isOurs(entry) ? [wordsOf(entry)] : [])).sort();
}

function isOurs(entry: LogEntry): entry is EffectEntry {
  return entry.kind === 'effect' && entry.cause.kind === 'invocation';
}

/** Machines and tasks are named by chance, objects' tags by the incident. */
function wordsOf({ subject, from, to }: EffectEntry): string {
  const made = subject.startsWith('object/') ? 'written' : to;
  return `${subject.replace(/(i-|task\/)[0-9a-f]+/, '$1…')} ${from} → ${made}`;
}

function difference(found: readonly string[], expected: readonly string[]): string {
  const more = found.filter(
    (one) => !expected.includes(one) || count(found, one) > count(expected, one),
  );
  const less = expected.filter((one) => count(found, one) < count(expected, one));
  return `more: ${more.join('; ') || 'nothing'}; less: ${less.join('; ') || 'nothing'}`;
}

function count(list: readonly string[], one: string): number {
  return list.filter((each) => each === one).length;
}
