import { planKey } from '../observing/observe.ts';
import type { Confirmation, StepFacts } from '../steps/step-kind.ts';
import { FENCE_PARTS, type PartEvidence } from '../deciding/judge-fence.ts';
import type { FenceInput } from './fence-step.ts';
import { databaseMemoryOf } from './fence-database.ts';
import {
  databaseEvidence,
  lookAtApplications,
  lookAtDatabase,
  lookAtMarkers,
  type FenceLook,
} from './look-at-fence.ts';

/**
 * Evidence ages: it is looked for again before the database is promoted. What is owed needs none,
 * for the guard has it; what had evidence and has it no more is not confirmed.
 */
export async function reviewFence(
  { world, plan, step }: StepFacts<FenceInput>,
  look: FenceLook,
): Promise<Confirmation> {
  const { owed, steps } = await world.store.readPlan(planKey(plan));
  const memory = databaseMemoryOf(steps[step]?.memory ?? {});
  const looks: Readonly<Record<PartEvidence['part'], () => Promise<PartEvidence>>> = {
    'surrendered-marker': () => lookAtMarkers(look),
    applications: () => lookAtApplications(look),
    database: async () =>
      databaseEvidence(await lookAtDatabase(look, memory), look.nowMilliseconds),
  };
  const due = FENCE_PARTS.filter((part) => owed[part]?.epoch !== look.epoch);
  const seen = await Promise.all(due.map((part) => looks[part]()));
  const open = seen.filter(({ verdict }) => verdict !== 'fenced');
  const words = (parts: readonly PartEvidence[]): string =>
    parts.map((one) => `${one.part} ${one.verdict} (${one.words})`).join('; ');
  if (open.length > 0)
    return { confirmed: false, sentence: `Not fenced any more: ${words(open)}.` };
  const owing = FENCE_PARTS.filter((part) => !due.includes(part));
  const rest = owing.length > 0 ? ` Owed: ${owing.join(', ')}.` : '';
  return { confirmed: true, sentence: `Fenced: ${words(seen) || 'nothing'}.${rest}` };
}
