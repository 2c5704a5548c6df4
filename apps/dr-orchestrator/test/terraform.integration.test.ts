import type { RegionScene } from '@understudy/fault-simulation';
import type { TerraformRequest, TerraformResult } from '@understudy/recovery-messages';

import { createCalledFunctions, terraformSays, type CalledFunctions } from './called-functions.ts';
import { regionScene } from './scenes.ts';
import { lastIncident, orderRun, promoted, recoveries, successes, tale } from './stories.ts';

const SETTLING_SECONDS = 130;
const RECOVERED_SECONDS = 3_600;
const STOPPED_SECONDS = 1_800;

function ended({ journal }: ReturnType<typeof recoveries>[number]): boolean {
  return journal.status !== 'RUNNING';
}

interface World {
  readonly at: RegionScene;
  readonly called: CalledFunctions;
  readonly applies: () => readonly TerraformRequest[];
}

/** `said` answers the applies, by their number from 1; where it says nothing the model does. */
async function lost(said: (apply: number) => TerraformResult | undefined): Promise<World> {
  const called = createCalledFunctions();
  const applies = (): readonly TerraformRequest[] =>
    called.asked.runner.filter(({ verb }) => verb === 'apply');
  const at = await regionScene({
    konecta: { prepared: true },
    settlingSeconds: SETTLING_SECONDS,
    around: called.around,
  });
  called.answers({
    runner: ({ verb }) => (verb === 'apply' ? said(applies().length) : undefined),
  });
  at.losePrimary();
  return { at, called, applies };
}

describe('Terraform that does not end in one call', () => {
  it('is called again with the state that it left, and what is left is told', async () => {
    const { at, applies } = await lost((apply) =>
      apply > 2
        ? undefined
        : terraformSays({
            outcome: 'interrupted',
            sentence: `Stopped in time; left after call ${apply}: aws_eks_node_group.default.`,
            left: ['aws_eks_node_group.default'],
            state: { lineage: 'konecta-erp-dr', serial: 10 + apply },
          }),
    );
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(applies().map(({ lastState }) => lastState?.serial)).toEqual([undefined, 11, 12]);
    expect(new Set(applies().map(({ blueprint }) => blueprint.versionId)).size).toBe(1);
    const { id } = await lastIncident(at);
    const told = await tale(at, id);
    expect(told).toContain('left after call 1: aws_eks_node_group.default');
    expect(told).toContain('left after call 2: aws_eks_node_group.default');
    expect(promoted(at)).toBe(1);
  });

  it('waits for a live owner of the lock, half a minute between two calls', async () => {
    const begun: number[] = [];
    const { at, applies } = await lost((apply) => {
      begun.push(at.clock.now());
      return apply > 4
        ? undefined
        : terraformSays({ outcome: 'locked', sentence: 'The state is locked by run 7 of carol.' });
    });
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(applies()).toHaveLength(5);
    const gaps = begun.slice(1).map((one, index) => (one - (begun[index] ?? 0)) / 1_000);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(30);
    expect(promoted(at)).toBe(1);
  });

  it('that is locked for good fails, and says by whom', async () => {
    const { at } = await lost(() =>
      terraformSays({
        outcome: 'locked',
        sentence: 'The state is locked by run 7 of carol.',
        next: 'terraform force-unlock 7',
      }),
    );
    let name: string | undefined;
    for (let look = 0; look < 120 && name !== 'failed'; look++) {
      await at.pass(30);
      name = (await at.incidents()).at(-1)?.outcome?.name;
    }

    expect((await lastIncident(at)).outcome).toMatchObject({
      name: 'failed',
      reason: 'terraform-unfinished',
      sentence: expect.stringContaining('locked by run 7 of carol') as string,
      next: 'terraform force-unlock 7',
    });
  });
});

describe('Terraform that finds what is there already', () => {
  it('offers the import, promotes nothing meanwhile, and goes on after it', async () => {
    const next = 'terraform import aws_eks_cluster.konecta konecta-erp-dev-dr';
    const { at, called } = await lost(() =>
      terraformSays({ outcome: 'asked', sentence: 'The cluster exists already.', next }),
    );
    await at.pass(STOPPED_SECONDS);
    const { id, outcome, approval } = await lastIncident(at);
    expect(outcome).toMatchObject({ name: 'asked', reason: 'terraform-asks', next });
    expect(outcome?.sentence).toMatch(/^infrastructure: The cluster exists already\./);
    expect(promoted(at)).toBe(0);
    // Each minute a run looks again, and ends with its question.
    const isOver = await at.passUntil(() => recoveries(at).every(ended), 60);
    expect(isOver).toBe(true);
    expect((await at.record()).lease.owner).toBeUndefined();

    called.answers(undefined);
    const given = { verdict: 'approved', by: 'operator', comment: 'imported' } as const;
    const answer = { ...given, atMilliseconds: at.clock.now() };
    await at.during(at.stores.recovery.answerApproval(id, approval?.id ?? '', answer));
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
    expect(promoted(at)).toBe(1);
  });

  it('may be repaired without a word: an order looks again', async () => {
    const { at, called } = await lost(() =>
      terraformSays({ outcome: 'asked', sentence: 'The cluster exists already.' }),
    );
    await at.pass(STOPPED_SECONDS);
    called.answers(undefined);
    await orderRun(at, 'imported');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
  });
});
