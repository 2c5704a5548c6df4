import { createMeasuredScene, servedAgainAt, type Subject } from './source-world.ts';
import { executionOf } from './measure-failover.ts';

/** Longer than the seven minutes of rule 3, so that a miss is measured and not cut off. */
const STORY_SECONDS = 900;

/** A virtual second's tenth: the death comes within it of the fence's confirmation. */
const STEP_SECONDS = 0.1;

export interface MeasuredDeaths {
  readonly servedAfterMilliseconds: readonly number[];
  /** Never served within the story. */
  readonly notServed: number;
  readonly violations: number;
}

/** The run dies for good once the old side is fenced; the reconciler takes its incident up. */
export async function measureDeaths(subject: Subject, seeds: number): Promise<MeasuredDeaths> {
  const servedAfterMilliseconds: number[] = [];
  let notServed = 0;
  let violations = 0;
  for (let number = 1; number <= seeds; number++) {
    const at = await createMeasuredScene(subject, { seed: `death-${number}` });
    const faultAt = at.clock.now();
    at.jupiter.ec2.fault(at.pair.primaryId, 'app-dead');
    const fenced = (): boolean =>
      at.aws.world.log.entries.some(
        (entry) =>
          entry.kind === 'effect' &&
          entry.subject === `instance/${at.pair.primaryId}` &&
          entry.to === 'stopped',
      );
    for (let waited = 0; !fenced() && waited < STORY_SECONDS; waited += STEP_SECONDS) {
      await at.pass(STEP_SECONDS);
    }
    const diedAt = at.clock.now();
    const arn = executionOf(at.changes(faultAt)[0]);
    if (arn !== undefined) at.region.lambda.executions.stop(arn);
    await at.pass(STORY_SECONDS);
    const servedAt = servedAgainAt(at, diedAt);
    if (servedAt === undefined) notServed++;
    else servedAfterMilliseconds.push(servedAt - diedAt);
    violations += (await at.violations()).length;
  }
  return { servedAfterMilliseconds, notServed, violations };
}
