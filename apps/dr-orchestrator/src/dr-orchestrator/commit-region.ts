import { toldStep, type PlanRun } from '../running/plan-run.ts';
import type { Authority } from '../steps/step-kind.ts';

/** Commit last: the epoch grows, and from now on the recovery region is in charge (rule 4). */
export async function commitRegion(run: PlanRun, authority: Authority): Promise<void> {
  const { session } = run;
  const { store, clock } = session.world;
  await toldStep(run, run.workflow, { name: 'commit', tale: 'commit' }, async () => {
    const { state: before } = await store.readService(session.key);
    const { recovery } = session.plan.regions;
    // Another execution of this incident died between its commit and its end.
    if (before?.active === 'backup') {
      return { value: null, sentence: `${recovery} is in charge already.` };
    }
    const committed = await session.inTurn(() =>
      store.commit(session.hold(), {
        expectedEpoch: authority.epoch,
        state: {
          active: 'backup',
          epoch: authority.epoch + 1,
          lastChangeAtMilliseconds: clock.now(),
          openIncident: run.incident.id,
          joined: before?.joined ?? [],
          members: before?.members ?? {},
        },
      }),
    );
    return {
      value: null,
      sentence: `${recovery} is in charge of ${session.plan.name}, at epoch ${committed.epoch}.`,
    };
  });
}
