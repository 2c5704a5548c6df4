import type { RegionScene } from '@understudy/fault-simulation';
import type { DeploymentRequest, DeploymentResult } from '@understudy/recovery-messages';

import { createCalledFunctions } from './called-functions.ts';
import { regionScene } from './scenes.ts';
import { lastIncident, orderRun, phases, promoted, successes, tale } from './stories.ts';

const SETTLING_SECONDS = 130;
const RECOVERED_SECONDS = 3_600;
const LOOK_SECONDS = 20;
const LOOKS_MAX = 120;

/** Of the functions that the packaged role may invoke, one: a user's own needs the right to be added. */
const FUNCTION = 'understudy-dev-k8s-deployer';

/** What a function of the user's answers; its contract is custom-lambda's own. */
interface Answered {
  readonly outcome: 'done' | 'failed';
  readonly sentence: string;
  readonly next?: string;
  readonly outputs?: object;
}

interface Own {
  readonly at: RegionScene;
  /** What the user's function was told. */
  readonly told: readonly Readonly<Record<string, unknown>>[];
  says(answer: Answered): void;
}

const WARM: Answered = { outcome: 'done', sentence: '7 caches are warm.', outputs: { caches: 7 } };

/** Caches are warmed by a function of the user's, and a person lets the traffic go. */
function ownSteps(onFailure: 'stop' | 'continue' | 'ask') {
  return (yaml: string): string => `${yaml}
steps:
  warm:
    kind: custom-lambda
    after: [applications]
    on-failure: ${onFailure}
    with:
      { function: ${FUNCTION}, reversible: true, payload: { all: true }, outputs: { caches: number } }
  word:
    kind: approval
    after: [applications]
    with: { question: 'The caches are warm. May users come?' }
  traffic: { kind: shift-traffic, after: [warm, word] }
`;
}

async function lost(onFailure: 'stop' | 'continue' | 'ask', first: Answered): Promise<Own> {
  const told: Readonly<Record<string, unknown>>[] = [];
  let answer = first;
  const called = createCalledFunctions();
  called.answers({
    deployer: (request) => {
      const own = request as Omit<DeploymentRequest, 'verb'> & { readonly verb: string };
      if (own.verb !== 'run') return undefined;
      told.push({ ...own });
      return answer as unknown as DeploymentResult;
    },
  });
  const at = await regionScene({
    konecta: { prepared: true },
    settlingSeconds: SETTLING_SECONDS,
    plan: ownSteps(onFailure),
    around: called.around,
  });
  at.losePrimary();
  return { at, told, says: (next) => void (answer = next) };
}

/** Until the incident ended so, for this reason: the next looks go on with it meanwhile. */
async function untilOutcome(at: RegionScene, name: string, reason: string): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { outcome } = (await at.incidents()).at(-1) ?? {};
    if (outcome?.name === name && outcome.reason === reason) return;
    await at.pass(LOOK_SECONDS);
  }
  throw new TypeError(`expected ${name} (${reason})`);
}

async function answer(at: RegionScene, verdict: 'approved' | 'refused'): Promise<void> {
  const { id, approval } = await lastIncident(at);
  const given = { verdict, by: 'operator', comment: 'seen', atMilliseconds: at.clock.now() };
  await at.during(at.stores.recovery.answerApproval(id, approval?.id ?? '', given));
}

/** Until there is a question that nobody has answered. */
async function untilAskedAnew(at: RegionScene): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { approval } = await lastIncident(at);
    if (approval && !approval.answer) return;
    await at.pass(LOOK_SECONDS);
  }
  throw new TypeError('expected another question');
}

/** What people were asked, in order: one question at a time. */
async function questions(at: RegionScene): Promise<readonly string[]> {
  const said = await tale(at, (await lastIncident(at)).id);
  return [
    ...new Set([...said.matchAll(/^\w+: Asks: (.*)$/gm)].map(([, question = '']) => question)),
  ];
}

describe('a function of the user’s and a person, as steps of a plan', () => {
  it('are asked each once, told whose run it is, and traffic waits for both', async () => {
    const { at, told } = await lost('stop', WARM);
    await untilOutcome(at, 'asked', 'approval');
    const { id, outcome } = await lastIncident(at);
    const waiting = await phases(at);
    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(outcome).toMatchObject({
      sentence: expect.stringContaining('The caches are warm. May users come?') as string,
      next: `understudy approve ${id}`,
    });
    expect(waiting).toMatchObject({ warm: 'done', applications: 'done' });
    expect(waiting['traffic']).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      payload: { all: true },
      run: { plan: 'konecta-erp', incident: id, step: 'warm' },
    });
    const { steps } = await at.plan();
    expect(steps['warm']).toMatchObject({ outputs: { caches: 7 } });
    expect(steps['traffic']?.startedAtMilliseconds).toBeGreaterThanOrEqual(
      steps['word']?.atMilliseconds ?? Number.POSITIVE_INFINITY,
    );
    expect(promoted(at)).toBe(1);
  });

  it('ends at a no, with the applications there and no traffic, until an order', async () => {
    const { at, told } = await lost('stop', WARM);
    await untilOutcome(at, 'asked', 'approval');
    await answer(at, 'refused');
    await untilOutcome(at, 'needs-operator', 'approval-refused');

    expect(await phases(at)).toMatchObject({ applications: 'done', warm: 'done' });
    expect(at.konecta.traffic.shares()).toEqual({ 'us-east-1': 1 });
    expect(told).toHaveLength(1);
  });
});

describe('a function of the user’s that fails', () => {
  const COLD: Answered = { outcome: 'failed', sentence: 'No cache answers.', next: 'ping caches' };

  it('stops the run with its own words, and an order goes on from there', async () => {
    const { at, told, says } = await lost('stop', COLD);
    await untilOutcome(at, 'needs-operator', 'function-failed');
    const { outcome } = await lastIncident(at);
    says(WARM);
    await orderRun(at, 'warm');
    await untilOutcome(at, 'asked', 'approval');

    expect(outcome?.sentence).toMatch(
      /^warm: No cache answers\. Done: .*database.*Left: .*traffic/,
    );
    expect(outcome?.next).toMatch(/^ping caches; then understudy run dr --reason/);
    expect(told.at(-1)).toMatchObject({ run: { step: 'warm' } });
    expect(promoted(at)).toBe(1);
  });

  it('is gone without where the plan says continue, and the timeline says so', async () => {
    const { at } = await lost('continue', COLD);
    await untilOutcome(at, 'asked', 'approval');
    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(successes(at)).toBe(1);
    expect(await tale(at, (await lastIncident(at)).id)).toContain('warm: No cache answers.');
  });

  it('is asked about where the plan says ask: not tried before a yes, beside no other question', async () => {
    const { at, told, says } = await lost('ask', COLD);
    await untilOutcome(at, 'asked', 'failed-function-failed');
    const { outcome, approval: standing } = await lastIncident(at);
    await at.pass(5 * 60);
    const { approval: afterMinutes } = await lastIncident(at);
    const [first] = await questions(at);
    const triedBefore = told.length;
    await answer(at, 'approved');
    await untilAskedAnew(at);
    const [, second] = await questions(at);
    says(WARM);
    await answer(at, 'approved');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(outcome?.sentence).toContain('No cache answers.');
    expect(triedBefore).toBe(1);
    expect(afterMinutes).toEqual(standing);
    expect(first).toContain('May users come?');
    expect(second).toContain('No cache answers. Go on with warm?');
    expect(await questions(at)).toHaveLength(2);
    expect(told).toHaveLength(2);
    expect(successes(at)).toBe(1);
  });

  it('is not tried again at a no, until an order', async () => {
    const { at, told, says } = await lost('ask', COLD);
    await untilOutcome(at, 'asked', 'failed-function-failed');
    await answer(at, 'approved');
    await untilAskedAnew(at);
    await answer(at, 'refused');
    await untilOutcome(at, 'needs-operator', 'approval-refused');
    const triedBefore = told.length;
    says(WARM);
    await orderRun(at, 'warm');
    await at.passUntil(() => successes(at) > 0, RECOVERED_SECONDS);

    expect(triedBefore).toBe(1);
    expect(told).toHaveLength(2);
    expect(successes(at)).toBe(1);
  });

  it.each([
    ['leaves out what it promised', {}],
    ['gives it in another type', { caches: 'seven' }],
  ])('counts as failed when it %s', async (_what, outputs) => {
    const { at } = await lost('stop', { ...WARM, outputs });
    await untilOutcome(at, 'needs-operator', 'outputs-missing');

    expect((await lastIncident(at)).outcome?.sentence).toContain('caches');
    expect(at.konecta.traffic.shares()).toEqual({ 'us-east-1': 1 });
  });
});
