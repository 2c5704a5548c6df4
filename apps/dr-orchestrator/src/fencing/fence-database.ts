import type { StepScope } from '@understudy/workflow';

import type { PartEvidence } from '../deciding/judge-fence.ts';
import type { StepMemory } from '../steps/step-kind.ts';
import { advanceDatabase, type DatabaseMemory } from './advance-database.ts';
import { lookOf, type FenceStep } from './fence-step.ts';
import { databaseEvidence } from './look-at-fence.ts';

/** Changing groups takes up to a minute, a reboot two: looked at often enough to lose no time. */
const LOOK_EVERY_SECONDS = 10;

/** Five minutes; what has no evidence by then is for a person or the guard. */
const LOOKS_MAX = 30;

/** A region that is silent twice, 10 s apart, is not waited for: the guard goes on. */
const SILENT_LOOKS_MAX = 2;

/** Closes the database behind the group that was made for it, and restarts it. */
export async function fenceDatabase(step: FenceStep): Promise<PartEvidence> {
  let silent = 0;
  for (let number = 1; ; number++) {
    const seen = await step.told(`database-${number}`, async (scope) => {
      const value = await lookAndAdvance(step, scope);
      const sentence = `Database: ${value.evidence.words}.`;
      return { value, sentence, evidence: value.evidence };
    });
    silent = seen.answered ? 0 : silent + 1;
    const given = seen.answered ? seen.act === 'none' : silent >= SILENT_LOOKS_MAX;
    if (given || number >= LOOKS_MAX) return seen.evidence;
    await step.workflow.wait(`database-wait-${number}`, LOOK_EVERY_SECONDS);
  }
}

async function lookAndAdvance(step: FenceStep, scope: StepScope) {
  const look = lookOf(step, scope);
  const judged = await advanceDatabase({
    look,
    memory: databaseMemoryOf(await step.remembered()),
    remember: (memory) => step.remember(stepMemoryOf(memory)),
    change: (change, send) => step.change(change, send, scope),
  });
  const { act, answered } = judged;
  return { act, answered, evidence: databaseEvidence(judged, look.nowMilliseconds) };
}

/** A step's notes are text and numbers; a time that is void is 0. */
export function databaseMemoryOf(memory: StepMemory): DatabaseMemory {
  const time = (name: string): number | undefined => {
    const value = memory[name];
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  const closedAtMilliseconds = time('closedAt');
  const rebootAskedAtMilliseconds = time('rebootAskedAt');
  const restartedAtMilliseconds = time('restartedAt');
  const { groups } = memory;
  return {
    ...(closedAtMilliseconds === undefined ? {} : { closedAtMilliseconds }),
    ...(rebootAskedAtMilliseconds === undefined ? {} : { rebootAskedAtMilliseconds }),
    ...(restartedAtMilliseconds === undefined ? {} : { restartedAtMilliseconds }),
    ...(typeof groups === 'string' && groups !== '' ? { groups: groups.split(',') } : {}),
  };
}

export function stepMemoryOf(memory: DatabaseMemory): StepMemory {
  return {
    closedAt: memory.closedAtMilliseconds ?? 0,
    rebootAskedAt: memory.rebootAskedAtMilliseconds ?? 0,
    restartedAt: memory.restartedAtMilliseconds ?? 0,
    groups: (memory.groups ?? []).join(','),
  };
}
