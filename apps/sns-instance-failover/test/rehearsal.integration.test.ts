import type { CallEntry } from '@understudy/aws-simulator';
import type { Scene } from '@understudy/fault-simulation';

import { scene } from './packaged.ts';

interface Rehearsed {
  readonly outcome: {
    readonly name: string;
    readonly reason: string;
    readonly sentence: string;
  };
  readonly checks: readonly Readonly<Record<'check' | 'mark' | 'words', string>>[];
}

/** Asks for a rehearsal as a person does, and waits for its result. */
async function rehearse(at: Scene): Promise<{ readonly arn: string; readonly result: Rehearsed }> {
  const answer = await at.invokeRouter({ service: at.pair.name, test: true });
  const arn = String(answer.body.results[0]?.['executionArn']);
  await at.pass(20);
  const { journal } = at.region.lambda.executions.get(arn);
  return { arn, result: JSON.parse(journal.result ?? '{}') as Rehearsed };
}

/** Every call of an execution, but those that keep its own journal. */
function callsOf(at: Scene, arn: string): readonly CallEntry[] {
  return at.aws.world.log.entries
    .filter((entry): entry is CallEntry => entry.kind === 'call')
    .filter(({ call: { cause } }) => cause.kind === 'invocation' && cause.executionArn === arn)
    .filter(({ call }) => call.operation !== 'CheckpointDurableExecution');
}

/** Reads by their names, and what asks for permission only. */
function changesNothing({ call }: CallEntry): boolean {
  const isRead = /^(Describe|Get|List|Query)/.test(call.operation);
  return isRead || Reflect.get(call.input ?? {}, 'DryRun') === true;
}

describe('a rehearsal', () => {
  it('of a service that is well verifies every step, changes nothing, and says so', async () => {
    const at = await scene();
    const before = JSON.stringify(await at.record());

    const { arn, result } = await rehearse(at);

    const calls = callsOf(at, arn);
    expect(result.outcome).toMatchObject({ name: 'completed', reason: 'rehearsed' });
    expect(result.outcome.sentence).toMatch(/Nothing was changed\.$/);
    expect(result.checks.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['armed', 'may stop the active', 'standby may-start']),
    );
    // Both permissions were asked for, by dry runs: not one call but reads and those.
    expect(calls.map(({ call }) => call.operation)).toEqual(
      expect.arrayContaining(['StopInstances', 'StartInstances']),
    );
    expect(calls.filter((entry) => !changesNothing(entry))).toEqual([]);
    // No lease, no incident, no timeline either.
    expect(JSON.stringify(await at.record())).toBe(before);
    expect(at.changes()).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });

  it('names a member that the opt-in excludes, which our role may not start', async () => {
    const at = await scene();
    const tag = { Key: 'understudy:managed', Value: 'no' };
    await at.asPerson('ec2', 'CreateTags', { Resources: [at.pair.backupId], Tags: [tag] });

    const { result } = await rehearse(at);

    const failed = new Map(
      result.checks
        .filter(({ mark }) => mark === 'failed')
        .map(({ check, words }) => [check, words]),
    );
    expect(result.outcome).toMatchObject({ name: 'needs-operator', reason: 'not-ready' });
    expect([...failed.keys()]).toEqual(['tag', 'standby may-start']);
    expect(failed.get('tag')).toContain(`${at.pair.backupId} (signaling-backup)`);
    expect(failed.get('tag')).not.toContain(at.pair.primaryId);
  });

  it('of a service that has failed does not repair it, and says what is wrong', async () => {
    const at = await scene({ armed: false });
    at.jupiter.ec2.fault(at.pair.primaryId, 'crash');
    await at.asPerson('ec2', 'TerminateInstances', { InstanceIds: [at.pair.backupId] });

    const { arn, result } = await rehearse(at);

    const failed = result.checks.filter(({ mark }) => mark === 'failed');
    expect(result.outcome).toMatchObject({ name: 'needs-operator', reason: 'not-ready' });
    expect(result.outcome.sentence).toMatch(/Nothing was changed\.$/);
    expect(failed.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['armed', 'active', 'standby exists']),
    );
    expect(callsOf(at, arn).filter((entry) => !changesNothing(entry))).toEqual([]);
    expect(at.changes()).toEqual([]);
    expect(await at.violations()).toEqual([]);
  });
});
