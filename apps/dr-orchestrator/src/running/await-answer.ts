import { judgeTelling, type Approval } from '@understudy/leases';
import type { Workflow } from '@understudy/workflow';

import { lastTold, notifyPeople } from './notify-people.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { StepEnd } from '../steps/step-kind.ts';
import { tell, type PlanRun } from './plan-run.ts';
import { answerTo, askedBy, questionOf } from './questions.ts';

/** While other steps go on an answer is looked for this often: people take minutes. */
const EVERY_SECONDS = 10;

/** Longer than any other step of a plan goes on. */
const WAIT_SECONDS_MAX = 4 * 3_600;

type Heard = 'approved' | 'refused' | 'nobody-yet';

/**
 * Asks, tells people, and looks for their answer while other steps of this run go on anyhow. When
 * none does, the run ends: waiting for a person never holds a lease (rule 9).
 */
export async function awaitAnswer(
  run: PlanRun,
  branch: Workflow,
  asked: {
    readonly step: PlanStep;
    readonly number: number;
    readonly end: Exclude<StepEnd, { end: 'done' }>;
  },
): Promise<Heard> {
  const { step, number, end } = asked;
  const reason = end.end === 'failed' ? `failed-${end.reason}` : end.reason;
  await branch.step(`ask-${number}`, () => ask(run, step, reason, end.sentence));
  const heard = await branch.poll<Heard>(
    `answer-${number}`,
    async () => {
      const answer = await hear(run, step, reason);
      const alone = [...run.active].every((name) => name === step.name || isWaiting(run, name));
      run.waiting.add(step.name);
      return answer !== 'nobody-yet' || alone
        ? { met: true, value: answer }
        : { met: false, last: answer };
    },
    { everySeconds: EVERY_SECONDS, timeoutSeconds: WAIT_SECONDS_MAX },
  );
  return branch.step(`heard-${number}`, async () => {
    run.waiting.delete(step.name);
    return heard.value;
  });
}

function isWaiting(run: PlanRun, name: string): boolean {
  return run.waiting.has(name);
}

async function ask(run: PlanRun, step: PlanStep, reason: string, sentence: string): Promise<null> {
  const { session, incident } = run;
  const { store, clock, settings } = session.world;
  const now = clock.now();
  const before = await store.readIncident(incident.id);
  const { epoch } = incident.authority;
  const question = questionOf(session.plan, {
    incidentId: incident.id,
    step: step.name,
    reason,
    sentence,
    epoch,
    nowMilliseconds: now,
  });
  const isAsked = await session.inTurn(async () => {
    const present = (await store.readIncident(incident.id))?.approval;
    if (present && (await stands(run, present, question))) return false;
    await store.askApproval(session.hold(), incident.id, question);
    return true;
  });
  if (!isAsked) return null;
  await tell(run, { step: step.name, begun: now, sentence: `Asks: ${question.question}` });
  const outcome = {
    name: 'asked',
    reason,
    sentence: question.question,
    next: `understudy approve ${incident.id}`,
  } as const;
  const told = lastTold(before, outcome);
  const telling = judgeTelling({ told, outcome: `asked: ${reason}`, nowMilliseconds: now });
  if (telling.tell) await notifyPeople(session.world, incident.id, outcome);
  settings.log.info('A person is asked', { plan: session.plan.name, step: step.name, reason });
  return null;
}

/**
 * One question at a time: while it can be answered it stays as it is. Its clock does not start again,
 * and another step's question never takes its place, which would lose the answer to it.
 */
async function stands(run: PlanRun, present: Approval, question: Approval): Promise<boolean> {
  const { epoch, planHash, askedAtMilliseconds: now } = question;
  if (present.epoch !== epoch || now > present.expiresAtMilliseconds) return false;
  if (present.planHash === planHash) return true;
  const { plan, step } = askedBy(present);
  if (plan !== run.session.plan.hash) return false;
  if (step === askedBy(question).step || run.ended.has(step)) return false;
  const { steps } = await run.session.world.store.readPlan(run.session.key);
  return steps[step] !== undefined && steps[step].phase !== 'done';
}

async function hear(run: PlanRun, step: PlanStep, reason: string): Promise<Heard> {
  const { session, incident } = run;
  const { store, clock } = session.world;
  const { approval } = (await store.readIncident(incident.id)) ?? {};
  const asked = { step: step.name, reason, epoch: incident.authority.epoch };
  const { answer } = answerTo(session.plan, asked, approval, clock.now());
  return answer === 'none' ? 'nobody-yet' : answer;
}
