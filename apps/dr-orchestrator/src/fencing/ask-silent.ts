import type { PartEvidence } from '../deciding/judge-fence.ts';
import { within } from '../world/within.ts';
import { databaseMemoryOf } from './fence-database.ts';
import { lookOf, type FenceStep } from './fence-step.ts';
import {
  databaseEvidence,
  evidenceOf,
  lookAtApplications,
  lookAtDatabase,
  wordsOf,
} from './look-at-fence.ts';

/** As long as any other question to a region that may be lost. */
const SILENCE_SECONDS = 5;

/**
 * What is asked of a region that gave no answer to the marker: applications and database, side by
 * side, reads only. Silence of all three is the evidence there is, and the guard goes on with it;
 * `undefined`: something answers, and each part is fenced in its turn.
 */
export async function askSilent(
  step: FenceStep,
): Promise<readonly [PartEvidence, PartEvidence] | undefined> {
  const asked = await step.told('silence', async ({ signal }) => {
    const { clock } = step.world;
    const look = lookOf(step, { signal });
    const memory = databaseMemoryOf(await step.remembered());
    const [applications, database] = await Promise.all([
      within(
        clock,
        SILENCE_SECONDS,
        (ending) => lookAtApplications({ ...look, signal: ending }),
        signal,
      ).catch((thrown: unknown) =>
        evidenceOf('applications', look, async () => ({
          verdict: 'unknown',
          words: wordsOf(thrown),
        })),
      ),
      lookAtDatabase(look, memory),
    ]);
    const silent = applications.verdict === 'unknown' && !database.answered;
    const evidence = [applications, databaseEvidence(database, look.nowMilliseconds)] as const;
    const words = evidence.map((one) => `${one.part}: ${one.words}`).join('; ');
    return {
      value: silent ? evidence : null,
      sentence: silent ? `Silent too: ${words}.` : `Something answers: ${words}.`,
      evidence,
    };
  });
  return asked ?? undefined;
}
