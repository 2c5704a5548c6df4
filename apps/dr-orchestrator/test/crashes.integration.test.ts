import type { RegionScene } from '@understudy/fault-simulation';

import { changeNames, lastIncident, promotions, recoveries, successes } from './stories.ts';
import { regionScene } from './scenes.ts';

const SECONDS_MAX = 5_400;

/** From the death of a run to its being taken up: never longer (design, rule 3). */
const TAKEN_UP_SECONDS_MAX = 7 * 60;

async function untilRecovered(at: RegionScene): Promise<void> {
  await at.passUntil(() => successes(at) > 0, SECONDS_MAX);
}

/** Crashes the environment of the recovery at its n-th call of an operation, before or after. */
function crashAt(
  at: RegionScene,
  operation: string,
  when: 'crash-before' | 'crash-after',
  nth = 1,
): void {
  let seen = 0;
  at.aws.onApiCall((call) => {
    if (call.operation !== operation || call.cause.kind !== 'invocation') return 'continue';
    if (call.cause.executionArn?.includes('-dr-orchestrator:') !== true) return 'continue';
    return ++seen === nth ? when : 'continue';
  });
}

describe('an invocation that dies on its way', () => {
  it.each([
    ['before the promotion is asked for', 'PromoteReadReplica', 'crash-before', 1],
    ['after the promotion was asked for', 'PromoteReadReplica', 'crash-after', 1],
    ['before traffic is shifted', 'PutObject', 'crash-before', 1],
    ['after traffic was shifted', 'PutObject', 'crash-after', 1],
    ['at its tenth write of the table', 'TransactWriteItems', 'crash-after', 10],
    ['at its thirtieth checkpoint', 'CheckpointDurableExecution', 'crash-before', 30],
  ] as const)('%s goes on where it was', async (_what, operation, when, nth) => {
    const at = await regionScene({ konecta: { prepared: true } });
    crashAt(at, operation, when, nth);

    at.losePrimary();
    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(changeNames(at).filter((name) => name === 's3:PutObject').length).toBeLessThanOrEqual(2);
    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'completed' });
    expect((await at.record()).state).toMatchObject({ active: 'backup', epoch: 2 });
    expect(at.konecta.probe.report().splitBrainMilliseconds).toBe(0);
  });
});

describe('an invocation that dies with its end written, but not in its journal', () => {
  it('ends as the record says: nobody is woken by a recovery that failed', async () => {
    const at = await regionScene({ konecta: { prepared: true } });
    let struck = 0;
    at.aws.onApiCall(({ operation, cause, input }) => {
      if (operation !== 'CheckpointDurableExecution' || cause.kind !== 'invocation')
        return 'continue';
      const { Updates: updates = [] } = input as {
        readonly Updates?: readonly { Name?: string }[];
      };
      const closes = updates.some(({ Name }) => Name === 'close-1');
      return closes && struck++ === 0 ? 'crash-before' : 'continue';
    });

    at.losePrimary();
    await untilRecovered(at);

    expect(struck).toBeGreaterThan(1);
    expect(recoveries(at).map(({ journal }) => journal.status)).toEqual(['SUCCEEDED']);
    expect((await lastIncident(at)).outcome).toMatchObject({ name: 'completed' });
  });
});

describe('an execution that is stopped for good', () => {
  it('is taken up by the observer within seven minutes, and nothing done is repeated', async () => {
    const at = await regionScene({ konecta: { prepared: true } });
    at.losePrimary();
    await at.passUntil(() => promotions(at) === 1, SECONDS_MAX);
    const [first] = recoveries(at);
    const stoppedAt = at.clock.now();

    at.regions.recovery.lambda.executions.stop(first?.arn ?? '');
    await at.passUntil(() => recoveries(at).some(({ arn }) => arn !== first?.arn), SECONDS_MAX);
    const takenUpAt = at.clock.now();
    await untilRecovered(at);

    expect(takenUpAt - stoppedAt).toBeLessThanOrEqual(TAKEN_UP_SECONDS_MAX * 1_000);
    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(await at.incidents()).toHaveLength(1);
  });
});

describe('two triggers at once', () => {
  it('lead to one run: the other joins it', async () => {
    const at = await regionScene({ konecta: { prepared: true } });
    at.losePrimary();
    await at.passUntil(() => recoveries(at).length === 1, SECONDS_MAX);

    await at.invokeEntry({});
    await untilRecovered(at);

    expect(successes(at)).toBe(1);
    expect(promotions(at)).toBe(1);
    expect(await at.incidents()).toHaveLength(1);
    const joined = recoveries(at).filter(({ journal }) => journal.result?.includes('"joined"'));
    expect(joined.length).toBeGreaterThanOrEqual(1);
  });
});
