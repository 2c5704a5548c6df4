import { hasCode } from '@understudy/errors';
import type { GuardRecord, TimelineEntry } from '@understudy/leases';

import {
  outstandingFences,
  outstandingWords,
  type GuardAct,
  type SnapshotState,
} from '../deciding/decide-guard.ts';
import { advanceDatabase } from '../fencing/advance-database.ts';
import { databaseMemoryOf, stepMemoryOf } from '../fencing/fence-database.ts';
import { wordsOf, type FenceLook } from '../fencing/look-at-fence.ts';
import { markSurrendered } from '../fencing/surrender-region.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecoveryWorld } from '../world/recovery-world.ts';
import type { GuardQuestion, GuardReport } from './guard-question.ts';
import { openGuard, type Guarding, type GuardSession } from './guard-session.ts';
import type { OldRegionSeen } from './look-at-old-region.ts';
import { returnWords } from './return-words.ts';

export interface GuardTask extends GuardQuestion {
  readonly look: FenceLook;
  readonly seen: OldRegionSeen;
  readonly seenRecord: GuardRecord;
  readonly acts: readonly GuardAct[];
  readonly guarding: Guarding;
}

/** Notes that change while the acts of one look run one after the other. */
interface GuardRun {
  readonly world: RecoveryWorld;
  readonly plan: Plan;
  readonly task: GuardTask;
  readonly session: GuardSession;
  notes: GuardRecord['notes'];
  readonly entries: TimelineEntry[];
}

/** Does what the old region needs next, under the guard's lease; later looks see what came of it. */
export async function actOnOldRegion(
  world: RecoveryWorld,
  plan: Plan,
  task: GuardTask,
): Promise<GuardReport> {
  const { primary, recovery } = plan.regions;
  const open = outstandingFences(task.planRecord, task.seenRecord);
  const found = outstandingWords(primary, open);
  const session = await openGuard(world, plan.name, task.guarding, found);
  if (!session) return { state: 'busy', sentence: `Another guard has it. ${found}` };
  const { records } = world.inRegion(recovery);
  const run: GuardRun = {
    world,
    plan,
    task,
    session,
    notes: task.seenRecord.notes,
    entries: [entryOf(world, 'look', found)],
  };
  for (const act of task.acts) await perform(run, act);
  const done = open.length === 0;
  const sentence = done ? returnWords(plan, task.seenRecord, run.notes) : found;
  // Databases are looked at again with what was noted now, also by another process.
  await records.saveGuard(plan.name, { ...task.seenRecord, notes: run.notes });
  await closeGuard(run, done, sentence);
  return { state: done ? 'fenced' : 'fencing', sentence };
}

/** One act that fails keeps no other from being done: each closes a way of its own. */
async function perform(run: GuardRun, act: GuardAct): Promise<void> {
  try {
    run.entries.push(entryOf(run.world, act, await ACTS[act](run)));
  } catch (thrown) {
    if (hasCode(thrown, 'LeaseLost')) throw thrown;
    run.entries.push(
      entryOf(run.world, act, `Failed, and tried again in a minute: ${wordsOf(thrown)}`),
    );
  }
}

const ACTS: Readonly<Record<GuardAct, (run: GuardRun) => Promise<string>>> = {
  mark: async ({ plan, task, world }) => {
    const { old, services, epoch } = task.look;
    const order = {
      epoch,
      term: task.record.lease.term,
      incident: task.planRecord.incidentId ?? `guard-${plan.name}`,
      reason: `${plan.regions.recovery} is in charge of ${plan.name}`,
      atMilliseconds: world.clock.now(),
    };
    const keys = await old.ask(() => markSurrendered(old, plan, services, order));
    return `${keys.length} records of ${old.region} are marked as surrendered at epoch ${epoch}.`;
  },
  snapshot: askForSnapshot,
  stop: async ({ plan, task, session }) => {
    const { old } = task.look;
    const change = {
      phase: 'guard',
      call: 'k8s-deployer:stop',
      on: [`${old.region}/${plan.application.namespace}`],
      from: 'running',
      to: 'no pod',
    };
    const scope = { signal: new AbortController().signal };
    const answer = await session.gate.perform(change, () => old.deploy('stop'), scope);
    return answer.sentence;
  },
  database: async (run) => {
    const { task, session } = run;
    const judged = await advanceDatabase({
      look: task.look,
      memory: databaseMemoryOf(run.notes),
      remember: async (memory) => {
        run.notes = { ...run.notes, ...stepMemoryOf(memory) };
        await saveNotes(run);
      },
      change: async (change, send) => {
        await session.gate.perform(change, send, { signal: new AbortController().signal });
      },
    });
    return `Database: ${judged.words}; ${judged.act}.`;
  },
};

/** Of the database as it came back, before it is restarted. One for each epoch. */
async function askForSnapshot(run: GuardRun): Promise<string> {
  const { plan, task, session } = run;
  const { old, epoch } = task.look;
  const { primary } = plan.database;
  const id = `${primary}-returned-e${epoch}`;
  const known = await old.ask((signal) => old.rds.describeSnapshot(id, { signal }));
  if (!known) {
    const tags = { 'understudy:plan': plan.name, 'understudy:epoch': String(epoch) };
    const change = {
      phase: 'guard',
      call: 'rds:CreateDBSnapshot',
      on: [primary, id],
      from: 'as it came back',
      to: 'copied',
    };
    try {
      await session.gate.perform(change, (permit) => old.rds.snapshot(permit, primary, id, tags), {
        signal: new AbortController().signal,
      });
    } catch (thrown) {
      // Also a database that is busy is refused: only what will never be is given up.
      if (!hasCode(thrown, 'Refused') && !hasCode(thrown, 'Forbidden')) throw thrown;
      run.notes = {
        ...run.notes,
        snapshot: 'refused',
        snapshotWords: wordsOf(thrown).slice(0, 500),
      };
      return `A snapshot was refused, and the fence goes on without it: ${wordsOf(thrown)}`;
    }
  }
  run.notes = { ...run.notes, snapshot: 'asked', snapshotId: id };
  return `Snapshot ${id} of the database as it came back.`;
}

export function snapshotStateOf(notes: GuardRecord['notes']): SnapshotState {
  const { snapshot } = notes;
  return snapshot === 'asked' || snapshot === 'refused' ? snapshot : 'none';
}

/** Before a change is sent: a guard that dies must leave what its successor needs. */
async function saveNotes({ world, plan, task, notes }: GuardRun): Promise<void> {
  const { records } = world.inRegion(plan.regions.recovery);
  await records.saveGuard(plan.name, { ...task.seenRecord, notes });
}

async function closeGuard(run: GuardRun, done: boolean, sentence: string): Promise<void> {
  const { world, session, entries } = run;
  const { store, clock } = world;
  await store.appendTimeline(session.incident.id, entries);
  const settled = session.gate.settled();
  try {
    await store.close(session.hold, {
      incidentId: session.incident.id,
      outcome: done
        ? { name: 'completed', reason: 'old-region-fenced', sentence }
        : { name: 'held', reason: 'old-region-returned', sentence },
      keepOpen: !done,
      joinsSeen: session.joinsSeen,
      settled,
      nowMilliseconds: clock.now(),
    });
  } catch (thrown) {
    // A call may still take effect, or something joined: the lease ends by its deadline.
    if (!hasCode(thrown, 'CallsUnsettled') && !hasCode(thrown, 'JoinedSince')) throw thrown;
  }
}

function entryOf(world: RecoveryWorld, step: string, sentence: string): TimelineEntry {
  return { atMilliseconds: world.clock.now(), step: `guard.${step}`, sentence };
}
