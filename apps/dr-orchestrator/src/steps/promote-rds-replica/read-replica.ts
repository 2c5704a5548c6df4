import type {
  DatabaseFact,
  MetricPoint,
  MetricQuestion,
  ReadOptions,
} from '@understudy/aws-clients';
import { isUnderstudyError } from '@understudy/errors';
import * as z from 'zod';

import type { RegionPorts } from '../../world/recovery-world.ts';
import type { StepFacts } from '../step-kind.ts';
import { lostSince } from '../verify-outage.ts';
import { FRESH_SECONDS, judgeLag, type LagJudgement } from './judge-lag.ts';

export const Input = z.strictObject({ replica: z.string().min(1).max(63) });
export type Input = z.infer<typeof Input>;

/** ReplicaLag's own period. */
const LAG_PERIOD_SECONDS = 60;

/** The recovery region's. */
export function portsOf({ world, plan }: StepFacts<Input>): RegionPorts {
  return world.inRegion(plan.regions.recovery);
}

export async function describe(
  step: StepFacts<Input>,
  options: ReadOptions,
): Promise<DatabaseFact | undefined> {
  const [database] = await portsOf(step).rds.describeDatabases([step.input.replica], options);
  return database;
}

/** What would be lost, as far as it was measured before the outage. */
export async function readLag(
  step: StepFacts<Input>,
  options: ReadOptions,
): Promise<{ readonly lag: LagJudgement; readonly points: readonly MetricPoint[] }> {
  const { clock } = step.world;
  const { rpoSeconds } = step.plan.objectives;
  const { idleLagSeconds } = step.plan.database;
  const lostSinceMilliseconds = lostSince(step) ?? clock.now();
  const span = (FRESH_SECONDS + 2 * idleLagSeconds + 2 * LAG_PERIOD_SECONDS) * 1_000;
  const question: MetricQuestion = {
    namespace: 'AWS/RDS',
    name: 'ReplicaLag',
    dimensions: { DBInstanceIdentifier: step.input.replica },
    statistic: 'Average',
    periodSeconds: LAG_PERIOD_SECONDS,
    fromMilliseconds: lostSinceMilliseconds - span,
    toMilliseconds: lostSinceMilliseconds,
  };
  const [points, database] = await Promise.all([
    pointsOf(step, question, options),
    describe(step, options),
  ]);
  const lag = judgeLag({
    points,
    periodSeconds: LAG_PERIOD_SECONDS,
    lostSinceMilliseconds,
    rpoSeconds,
    idleLagSeconds,
    engine: database?.engine ?? '',
  });
  return { lag, points };
}

/** A metric that cannot be read is not known, which a person may accept. */
async function pointsOf(
  step: StepFacts<Input>,
  question: MetricQuestion,
  options: ReadOptions,
): Promise<readonly MetricPoint[]> {
  try {
    const [points = []] = await portsOf(step).metrics.readMetrics([question], options);
    return points;
  } catch (thrown) {
    if (isUnderstudyError(thrown)) return [];
    throw thrown;
  }
}
