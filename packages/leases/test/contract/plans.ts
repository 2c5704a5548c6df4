import type { PlanStepRecord } from '../../src/index.ts';
import { closing, hold, KEY, NOW, outcomeOf, proofOf, type Subject } from './subject.ts';

const DONE: PlanStepRecord = {
  phase: 'done',
  startedAtMilliseconds: NOW,
  atMilliseconds: NOW + 1_000,
  sentence: 'The replica is promoted.',
  outputs: { endpoint: 'db.example', port: 5432, ready: true },
  memory: { requestedAt: NOW },
};

const DEBT = { region: 'us-east-1', epoch: 2, sinceMilliseconds: NOW, why: 'no answer' };

/** What a plan's incident has done, and what outlives it. */
export function planContract(subject: () => Subject): void {
  it('knows nothing of a plan that never ran', async () => {
    expect(await subject().store.readPlan(KEY)).toEqual({ steps: {}, owed: {} });
  });

  it('keeps the steps of an incident for whoever goes on with it', async () => {
    const { store } = subject();
    const dead = await hold(store, 'dead');
    await store.beginPlan(dead.hold, { incidentId: 'incident-dead', planHash: 'h' });
    await store.savePlanStep(dead.hold, 'database', { ...DONE, phase: 'started' });
    await store.savePlanStep(dead.hold, 'database', DONE);
    const heir = await hold(store, 'heir', { proof: proofOf(await store.readService(KEY)) });

    const found = await store.beginPlan(heir.hold, { incidentId: 'incident-dead', planHash: 'h' });

    expect(found).toEqual({
      incidentId: 'incident-dead',
      planHash: 'h',
      steps: { database: DONE },
      owed: {},
    });
  });

  it('begins anew for another incident, and keeps what outlives one', async () => {
    const { store } = subject();
    const first = await hold(store, 'first');
    await store.beginPlan(first.hold, { incidentId: 'incident-first', planHash: 'h' });
    await store.savePlanStep(first.hold, 'database', DONE);
    await store.savePlan(first.hold, {
      noReturnAtMilliseconds: NOW,
      aborting: { reason: 'recovered', sentence: 'It is back.', atMilliseconds: NOW },
      terraformState: { lineage: 'l', serial: 7 },
      owed: { database: DEBT, applications: DEBT },
    });
    await store.close(first.hold, closing('incident-first'));
    const second = await hold(store, 'second');

    const begun = await store.beginPlan(second.hold, {
      incidentId: 'incident-second',
      planHash: 'h2',
    });

    expect(begun).toEqual({
      incidentId: 'incident-second',
      planHash: 'h2',
      steps: {},
      terraformState: { lineage: 'l', serial: 7 },
      owed: { database: DEBT, applications: DEBT },
    });
    expect(await store.readPlan(KEY)).toEqual(begun);
  });

  it('takes a debt off when it is paid', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.beginPlan(owner.hold, { incidentId: 'incident-owner', planHash: 'h' });
    await store.savePlan(owner.hold, { owed: { database: DEBT, applications: DEBT } });

    const after = await store.savePlan(owner.hold, { owed: { database: null } });

    expect(after.owed).toEqual({ applications: DEBT });
  });

  it('lets nobody write whose lease was taken, and nothing before a run has begun', async () => {
    const { store } = subject();
    const dead = await hold(store, 'dead');
    const early = await outcomeOf(store.savePlanStep(dead.hold, 'database', DONE));
    await store.beginPlan(dead.hold, { incidentId: 'incident-dead', planHash: 'h' });
    await hold(store, 'heir', { proof: proofOf(await store.readService(KEY)) });

    const outcomes = [
      await outcomeOf(store.savePlanStep(dead.hold, 'database', DONE)),
      await outcomeOf(store.savePlan(dead.hold, { noReturnAtMilliseconds: NOW })),
      await outcomeOf(store.beginPlan(dead.hold, { incidentId: 'other', planHash: 'h' })),
    ];

    expect([early, ...outcomes]).toEqual(['PlanNotBegun', 'LeaseLost', 'LeaseLost', 'LeaseLost']);
    expect((await store.readPlan(KEY)).steps).toEqual({});
  });

  it('asks while the run goes on, under the lease, and keeps the answer', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    const question = {
      id: 'q-1',
      epoch: 1,
      planHash: 'h|database|lag-unknown',
      askedAtMilliseconds: NOW,
      expiresAtMilliseconds: NOW + 60_000,
      question: 'Go on?',
    };

    await store.askApproval(owner.hold, 'incident-owner', question);
    const given = { verdict: 'approved', by: 'p', comment: 'yes', atMilliseconds: NOW } as const;
    const answered = await store.answerApproval('incident-owner', 'q-1', given);
    const unknown = await outcomeOf(store.askApproval(owner.hold, 'incident-none', question));
    await hold(store, 'heir', { proof: proofOf(await store.readService(KEY)) });
    const late = await outcomeOf(store.askApproval(owner.hold, 'incident-owner', question));

    expect(answered.approval).toEqual({ ...question, answer: given });
    expect([unknown, late]).toEqual(['IncidentUnknown', 'LeaseLost']);
    expect((await store.readIncident('incident-owner'))?.approval?.answer).toEqual(given);
  });

  it('refuses notes that would fill the item', async () => {
    const { store } = subject();
    const owner = await hold(store, 'owner');
    await store.beginPlan(owner.hold, { incidentId: 'incident-owner', planHash: 'h' });

    const outcome = await outcomeOf(
      store.savePlanStep(owner.hold, 'database', { ...DONE, sentence: 'x'.repeat(10_000) }),
    );

    expect(outcome).toBe('StoreRequestInvalid');
  });
}
